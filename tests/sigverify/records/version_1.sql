-- Records as sigverify 0.1.0 made them, before its tables had migrations.
PRAGMA application_id = 1936287606;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE account_references (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	file_name VARCHAR NOT NULL, 
	page INTEGER NOT NULL CONSTRAINT account_references_page_from_1 CHECK (page >= 1), 
	box VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	added_at DATETIME NOT NULL, 
	retired_at DATETIME, 
	retired_reason VARCHAR, 
	image BLOB NOT NULL, 
	CONSTRAINT account_references_key PRIMARY KEY (id), 
	CONSTRAINT account_references_retired_for_a_reason CHECK ((retired_at IS NULL) = (retired_reason IS NULL)), 
	CONSTRAINT account_references_account_id FOREIGN KEY(account_id) REFERENCES accounts (id)
);
INSERT INTO "account_references" VALUES(1,1,'card.png',1,'1,2,30,40','9bd78b2dda3d59a672b3fab533c8b9235ccbdda488dcffd26d46f208928d937f','2026-11-23 23:01:05.424958',NULL,NULL,X'89504E472063617264');
INSERT INTO "account_references" VALUES(2,1,'card.png',1,'50,2,80,40','9bd78b2dda3d59a672b3fab533c8b9235ccbdda488dcffd26d46f208928d937f','2026-11-23 23:01:05.440932',NULL,NULL,X'89504E472063617264');
INSERT INTO "account_references" VALUES(3,2,'o''other.png',2,'','04f24cc272a2481c86a838156deb94d1d0c2bb9e13f78957d59bf519bafb2d82','2026-11-23 23:01:05.452913',NULL,NULL,X'89504E472000206F74686572');
INSERT INTO "account_references" VALUES(4,2,'gone.png',1,'','283bb9deef02e6843abfb538efa1eca70801bd8a701c3f98191e123496339247','2026-11-23 23:01:05.464827','2026-11-23 23:01:05.474233','new passport',X'676F6E65');
CREATE TABLE accounts (
	id INTEGER NOT NULL, 
	number VARCHAR NOT NULL, 
	holder VARCHAR NOT NULL, 
	holder_key VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT accounts_key PRIMARY KEY (id), 
	CONSTRAINT accounts_unique_number UNIQUE (number)
);
INSERT INTO "accounts" VALUES(1,'00100001','Jürgen Müller','jurgen muller','2026-11-23 23:01:05.318564');
INSERT INTO "accounts" VALUES(2,'00100002','','','2026-11-23 23:01:05.408101');
INSERT INTO "accounts" VALUES(3,'00100003','Never Used','never used','2026-11-23 23:01:05.411865');
CREATE TABLE decisions (
	id INTEGER NOT NULL, 
	verification_id INTEGER NOT NULL, 
	decision VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	operator VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT decisions_key PRIMARY KEY (id), 
	CONSTRAINT decisions_known_decision CHECK (decision IN ('ACCEPTED', 'FLAGGED', 'PUT_ASIDE')), 
	CONSTRAINT decisions_has_operator CHECK (operator <> ''), 
	CONSTRAINT decisions_verification_id FOREIGN KEY(verification_id) REFERENCES verifications (id)
);
INSERT INTO "decisions" VALUES(1,1,'PUT_ASIDE','','ask','ann','2026-11-23 23:01:05.527944');
INSERT INTO "decisions" VALUES(2,2,'FLAGGED','unsigned','','ann','2026-11-23 23:01:05.537581');
INSERT INTO "decisions" VALUES(3,1,'ACCEPTED','','','bob','2026-11-23 23:01:05.547921');
CREATE TABLE embeddings (
	reference_id INTEGER NOT NULL, 
	bundle VARCHAR NOT NULL, 
	dimensions INTEGER NOT NULL, 
	vector BLOB NOT NULL, 
	CONSTRAINT embeddings_key PRIMARY KEY (reference_id, bundle), 
	CONSTRAINT embeddings_whole_vector CHECK (length(vector) = 4 * dimensions), 
	CONSTRAINT embeddings_reference_id FOREIGN KEY(reference_id) REFERENCES account_references (id)
);
INSERT INTO "embeddings" VALUES(1,'bundle-1',3,X'0000003F0000A0BF00004040');
CREATE TABLE verifications (
	id INTEGER NOT NULL, 
	account VARCHAR, 
	file_name VARCHAR NOT NULL, 
	page INTEGER NOT NULL CONSTRAINT verifications_page_from_1 CHECK (page >= 1), 
	sha256 VARCHAR NOT NULL, 
	box VARCHAR NOT NULL, 
	recommendation VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	similarity DOUBLE, 
	threshold DOUBLE, 
	log10_lr DOUBLE, 
	distances JSON NOT NULL, 
	reference_ids JSON NOT NULL, 
	model VARCHAR, 
	profile VARCHAR, 
	at DATETIME NOT NULL, 
	seconds DOUBLE NOT NULL, 
	CONSTRAINT verifications_key PRIMARY KEY (id), 
	CONSTRAINT verifications_known_recommendation CHECK (recommendation IN ('ACCEPT', 'FLAG', 'UNSCORABLE')), 
	CONSTRAINT verifications_similarity_range CHECK (similarity BETWEEN 0 AND 1), 
	CONSTRAINT verifications_threshold_range CHECK (threshold BETWEEN 0 AND 1)
);
INSERT INTO "verifications" VALUES(1,'00100001','chq_1.tif',1,'abababababababababababababababababababababababababababababababab','3,4,300,90','ACCEPT','The similarity reaches the threshold.',0.75,0.5,-9e999,'[0.1, 0.3333333333333333]','[1, 2]','bundle-1','p-1','2026-11-23 23:01:05.503942',0.125);
INSERT INTO "verifications" VALUES(2,NULL,'chq_2.tif',3,'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd','','UNSCORABLE','The similarity reaches the threshold.',NULL,NULL,NULL,'[]','[]',NULL,NULL,'2026-11-23 23:01:05.518957',0.125);
CREATE INDEX accounts_by_holder_key ON accounts (holder_key, number);
CREATE INDEX verifications_by_account ON verifications (account);
CREATE UNIQUE INDEX references_in_use ON account_references (account_id, sha256, page, box) WHERE retired_at IS NULL;
CREATE INDEX account_references_by_account_id ON account_references (account_id);
CREATE INDEX decisions_by_verification_id ON decisions (verification_id);
CREATE TRIGGER verifications_forbid_update BEFORE UPDATE ON verifications WHEN TRUE BEGIN SELECT RAISE(ABORT, 'verifications are evidence: rows can only be added'); END;
CREATE TRIGGER verifications_forbid_delete BEFORE DELETE ON verifications WHEN TRUE BEGIN SELECT RAISE(ABORT, 'verifications are evidence: rows can only be added'); END;
CREATE TRIGGER verifications_forbid_insert BEFORE INSERT ON verifications WHEN EXISTS (SELECT 1 FROM verifications WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'verifications are evidence: rows can only be added'); END;
CREATE TRIGGER decisions_forbid_update BEFORE UPDATE ON decisions WHEN TRUE BEGIN SELECT RAISE(ABORT, 'decisions are evidence: rows can only be added'); END;
CREATE TRIGGER decisions_forbid_delete BEFORE DELETE ON decisions WHEN TRUE BEGIN SELECT RAISE(ABORT, 'decisions are evidence: rows can only be added'); END;
CREATE TRIGGER decisions_forbid_insert BEFORE INSERT ON decisions WHEN EXISTS (SELECT 1 FROM decisions WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'decisions are evidence: rows can only be added'); END;
COMMIT;
