<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AccountLine</name>
    <message>
        <source>Account number</source>
        <translation>Kontonummer</translation>
    </message>
    <message>
        <source>account number</source>
        <translation>Kontonummer</translation>
    </message>
    <message>
        <source>Number of an enrolled account</source>
        <translation>Nummer eines erfassten Kontos</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Laden</translation>
    </message>
    <message>
        <source>Load the references of the account</source>
        <translation>Die Vergleichsunterschriften des Kontos laden</translation>
    </message>
    <message>
        <source>Compare with the references of this account, Enter</source>
        <translation>Mit den Unterschriften dieses Kontos vergleichen, Eingabetaste</translation>
    </message>
    <message>
        <source>Cheque number</source>
        <translation>Schecknummer</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>What the cheque is drawn for; the mandate may depend on it</source>
        <translation>Worauf der Scheck lautet; die Vollmacht kann davon abhängen</translation>
    </message>
    <message>
        <source>Instructions of the account</source>
        <translation>Anweisungen zum Konto</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Cheque</source>
        <translation>Scheck</translation>
    </message>
    <message>
        <source>(no name)</source>
        <translation>(ohne Namen)</translation>
    </message>
    <message numerus="yes">
        <source>%n reference(s)</source>
        <translation>
            <numerusform>%n Vergleichsunterschrift</numerusform>
            <numerusform>%n Vergleichsunterschriften</numerusform>
        </translation>
    </message>
    <message>
        <source>always refer</source>
        <translation>immer vorlegen</translation>
    </message>
    <message>
        <source>{name} {similarity:.2f}</source>
        <translation>{name} {similarity:.2f}</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemand</translation>
    </message>
    <message>
        <source>Signed by {names}</source>
        <translation>Gezeichnet von {names}</translation>
    </message>
    <message>
        <source>This is no amount</source>
        <translation>Das ist kein Betrag</translation>
    </message>
</context>
<context>
    <name>AccountPage</name>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen…</translation>
    </message>
    <message>
        <source>Rename the holder</source>
        <translation>Inhaber umbenennen</translation>
    </message>
    <message>
        <source>Verify a cheque</source>
        <translation>Scheck prüfen</translation>
    </message>
    <message>
        <source>Verify a cheque of this account</source>
        <translation>Einen Scheck dieses Kontos prüfen</translation>
    </message>
    <message>
        <source>References</source>
        <translation>Vergleichsunterschriften</translation>
    </message>
    <message>
        <source>Signatories and mandate</source>
        <translation>Zeichnungsberechtigte und Vollmacht</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Parts of the account</source>
        <translation>Teile des Kontos</translation>
    </message>
    <message>
        <source>(no name)</source>
        <translation>(ohne Namen)</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>Dateien hinzufügen…</translation>
    </message>
    <message>
        <source>Add references from files</source>
        <translation>Vergleichsunterschriften aus Dateien hinzufügen</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen…</translation>
    </message>
    <message>
        <source>Add all scans of a folder as references</source>
        <translation>Alle Scans eines Ordners als Vergleichsunterschriften hinzufügen</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Add a reference from the clipboard</source>
        <translation>Vergleichsunterschrift aus der Zwischenablage hinzufügen</translation>
    </message>
    <message>
        <source>From a card…</source>
        <translation>Von einer Karte…</translation>
    </message>
    <message>
        <source>Cut references from a signature card</source>
        <translation>Vergleichsunterschriften aus einer Unterschriftenkarte schneiden</translation>
    </message>
    <message>
        <source>Valid…</source>
        <translation>Gültig…</translation>
    </message>
    <message>
        <source>From when until when the reference is valid</source>
        <translation>Von wann bis wann die Vergleichsunterschrift gilt</translation>
    </message>
    <message>
        <source>Retire…</source>
        <translation>Ausmustern…</translation>
    </message>
    <message>
        <source>Retire the reference</source>
        <translation>Vergleichsunterschrift ausmustern</translation>
    </message>
    <message>
        <source>signed by</source>
        <translation>gezeichnet von</translation>
    </message>
    <message>
        <source>Whose references are added</source>
        <translation>Wessen Unterschriften hinzugefügt werden</translation>
    </message>
    <message>
        <source>Compared with each other</source>
        <translation>Untereinander verglichen</translation>
    </message>
    <message>
        <source>Signatories</source>
        <translation>Zeichnungsberechtigte</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Valid</source>
        <translation>Gültig</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Add a signatory…</source>
        <translation>Zeichnungsberechtigten hinzufügen…</translation>
    </message>
    <message>
        <source>Add a signatory</source>
        <translation>Zeichnungsberechtigten hinzufügen</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern…</translation>
    </message>
    <message>
        <source>Change the signatory</source>
        <translation>Zeichnungsberechtigten ändern</translation>
    </message>
    <message>
        <source>Retire the signatory</source>
        <translation>Zeichnungsberechtigten ausmustern</translation>
    </message>
    <message>
        <source>Edit the mandate…</source>
        <translation>Vollmacht bearbeiten…</translation>
    </message>
    <message>
        <source>Edit the mandate</source>
        <translation>Vollmacht bearbeiten</translation>
    </message>
    <message>
        <source>Mandate</source>
        <translation>Vollmacht</translation>
    </message>
    <message>
        <source>What was done to the account and its cheques</source>
        <translation>Was mit dem Konto und seinen Schecks geschehen ist</translation>
    </message>
    <message>
        <source>When (UTC)</source>
        <translation>Wann (UTC)</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Bearbeiter</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Double-click or Enter explains a cheque from its record</source>
        <translation>Doppelklick oder Eingabe erklärt einen Scheck aus seinem Eintrag</translation>
    </message>
    <message>
        <source>No reference is in use: cheques of this account cannot be scored.</source>
        <translation>Keine Vergleichsunterschrift ist in Gebrauch: Schecks dieses Kontos können nicht bewertet werden.</translation>
    </message>
    <message>
        <source>{names}: no other reference of the signatory matches. Was it signed by somebody else?</source>
        <translation>{names}: passt zu keiner anderen Unterschrift dieser Person. Hat jemand anders gezeichnet?</translation>
    </message>
    <message>
        <source>{names}: easy to forge. A stricter threshold can be set for the signatory.</source>
        <translation>{names}: leicht zu fälschen. Für die Person lässt sich eine strengere Schwelle setzen.</translation>
    </message>
    <message>
        <source>{start} to {end}</source>
        <translation>{start} bis {end}</translation>
    </message>
    <message>
        <source>usual</source>
        <translation>üblich</translation>
    </message>
    <message>
        <source>may sign</source>
        <translation>darf zeichnen</translation>
    </message>
    <message>
        <source>retired</source>
        <translation>ausgemustert</translation>
    </message>
    <message>
        <source>Always refer cheques of this account to a supervisor.</source>
        <translation>Schecks dieses Kontos immer einem Vorgesetzten vorlegen.</translation>
    </message>
    <message>
        <source>Any one signatory signs any amount.</source>
        <translation>Jede zeichnungsberechtigte Person zeichnet jeden Betrag allein.</translation>
    </message>
</context>
<context>
    <name>AccountsModel</name>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Holder</source>
        <translation>Inhaber</translation>
    </message>
</context>
<context>
    <name>AccountsView</name>
    <message>
        <source>Opening the account</source>
        <translation>Konto wird geöffnet</translation>
    </message>
    <message>
        <source>Reading the evidence</source>
        <translation>Die Unterlagen werden gelesen</translation>
    </message>
    <message>
        <source>Search by number or name</source>
        <translation>Nach Nummer oder Name suchen</translation>
    </message>
    <message>
        <source>number or name</source>
        <translation>Nummer oder Name</translation>
    </message>
    <message>
        <source>Accounts that were found</source>
        <translation>Gefundene Konten</translation>
    </message>
    <message>
        <source>New…</source>
        <translation>Neu…</translation>
    </message>
    <message>
        <source>New account</source>
        <translation>Neues Konto</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Einlesen…</translation>
    </message>
    <message>
        <source>Import accounts from a folder</source>
        <translation>Konten aus einem Ordner einlesen</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Ausgeben…</translation>
    </message>
    <message>
        <source>Export all accounts into a folder</source>
        <translation>Alle Konten in einen Ordner ausgeben</translation>
    </message>
    <message>
        <source>No account matches. Search by the beginning of a number, or by a name.</source>
        <translation>Kein Konto passt. Suchen Sie nach dem Anfang einer Nummer oder nach einem Namen.</translation>
    </message>
    <message>
        <source>Choose an account on the left, or make a new one.</source>
        <translation>Wählen Sie links ein Konto, oder legen Sie ein neues an.</translation>
    </message>
    <message>
        <source>No account is open. Choose one on the left, or make a new one, then try again.</source>
        <translation>Kein Konto ist offen. Wählen Sie links eines oder legen Sie ein neues an, und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>Searching</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>No account yet. New… makes one, then add signatures that are known to be genuine; Import… takes in many at once.</source>
        <translation>Noch kein Konto. Neu… legt eines an, dann fügen Sie Unterschriften hinzu, die sicher echt sind; Einlesen… nimmt viele auf einmal.</translation>
    </message>
    <message numerus="yes">
        <source>%n account(s)</source>
        <translation>
            <numerusform>%n Konto</numerusform>
            <numerusform>%n Konten</numerusform>
        </translation>
    </message>
    <message>
        <source>{shown} of {total:,}</source>
        <translation>{shown} von {total:,}</translation>
    </message>
    <message>
        <source>That entry is not about a cheque: all that is known of it stands in its line.</source>
        <translation>Dieser Eintrag betrifft keinen Scheck: alles, was bekannt ist, steht in seiner Zeile.</translation>
    </message>
    <message>
        <source>Recording how it turned out</source>
        <translation>Der Ausgang wird festgehalten</translation>
    </message>
    <message>
        <source>Adding the account</source>
        <translation>Konto wird angelegt</translation>
    </message>
</context>
<context>
    <name>Aligner</name>
    <message>
        <source>Laying the signatures over each other</source>
        <translation>Unterschriften werden übereinandergelegt</translation>
    </message>
</context>
<context>
    <name>Approvals</name>
    <message>
        <source>Decision</source>
        <translation>Entscheidung</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Mandate</source>
        <translation>Vollmacht</translation>
    </message>
    <message>
        <source>Calibration profile</source>
        <translation>Kalibrierungsprofil</translation>
    </message>
</context>
<context>
    <name>ApprovalsDialog</name>
    <message>
        <source>Approvals</source>
        <translation>Freigaben</translation>
    </message>
    <message>
        <source>Looking for what waits</source>
        <translation>Was wartet, wird gesucht</translation>
    </message>
    <message>
        <source>What waits for approval</source>
        <translation>Was auf Freigabe wartet</translation>
    </message>
    <message>
        <source>Note, or the reason for refusing</source>
        <translation>Notiz, oder der Grund der Ablehnung</translation>
    </message>
    <message>
        <source>note, or the reason for refusing</source>
        <translation>Notiz, oder der Grund der Ablehnung</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>Freigeben</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Refuse, for the reason that was written</source>
        <translation>Ablehnen, aus dem Grund, der geschrieben wurde</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Reading the evidence</source>
        <translation>Die Unterlagen werden gelesen</translation>
    </message>
    <message>
        <source>Nothing waits for approval.</source>
        <translation>Nichts wartet auf Freigabe.</translation>
    </message>
    <message>
        <source>A supervisor or an administrator has to answer this.</source>
        <translation>Darüber muss ein Vorgesetzter oder ein Administrator entscheiden.</translation>
    </message>
    <message>
        <source>You did this yourself: somebody else has to answer it.</source>
        <translation>Das haben Sie selbst getan: jemand anderes muss darüber entscheiden.</translation>
    </message>
    <message>
        <source>Recording the answer</source>
        <translation>Die Antwort wird festgehalten</translation>
    </message>
</context>
<context>
    <name>Asking</name>
    <message>
        <source>Open cheques</source>
        <translation>Schecks öffnen</translation>
    </message>
    <message>
        <source>Open references</source>
        <translation>Vergleichsunterschriften öffnen</translation>
    </message>
    <message>
        <source>Open a folder of cheques</source>
        <translation>Einen Ordner mit Schecks öffnen</translation>
    </message>
    <message>
        <source>There is no image in the clipboard. Copy one, then press {paste} again.</source>
        <translation>In der Zwischenablage ist kein Bild. Eines kopieren, dann noch einmal {paste} drücken.</translation>
    </message>
</context>
<context>
    <name>BatchFilter</name>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation>Markiert</translation>
    </message>
    <message>
        <source>Cannot score</source>
        <translation>Nicht bewertbar</translation>
    </message>
    <message>
        <source>To review</source>
        <translation>Zu prüfen</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>Angenommen</translation>
    </message>
    <message>
        <source>Put aside</source>
        <translation>Zurückgelegt</translation>
    </message>
    <message>
        <source>Every cheque of the run</source>
        <translation>Jeder Scheck des Laufs</translation>
    </message>
    <message>
        <source>Recommended to flag, or flagged by a clerk</source>
        <translation>Zum Markieren empfohlen oder vom Sachbearbeiter markiert</translation>
    </message>
    <message>
        <source>Nothing could be compared; the reason says why</source>
        <translation>Nichts konnte verglichen werden; der Grund sagt, warum</translation>
    </message>
    <message>
        <source>Not recommended to accept, and not decided yet</source>
        <translation>Nicht zum Annehmen empfohlen und noch nicht entschieden</translation>
    </message>
    <message>
        <source>Accepted by a clerk</source>
        <translation>Vom Sachbearbeiter angenommen</translation>
    </message>
    <message>
        <source>Put aside by a clerk</source>
        <translation>Vom Sachbearbeiter zurückgelegt</translation>
    </message>
</context>
<context>
    <name>BatchModel</name>
    <message>
        <source>Recommendation</source>
        <translation>Empfehlung</translation>
    </message>
    <message>
        <source>Cheque</source>
        <translation>Scheck</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Similarity</source>
        <translation>Ähnlichkeit</translation>
    </message>
    <message>
        <source>To threshold</source>
        <translation>Zur Schwelle</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>Entscheidung</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>{file}, page {page}</source>
        <translation>{file}, Seite {page}</translation>
    </message>
</context>
<context>
    <name>BatchReport</name>
    <message>
        <source>Batch run {number}</source>
        <translation>Stapellauf {number}</translation>
    </message>
    <message>
        <source>For a person to look at</source>
        <translation>Von einem Menschen anzusehen</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>nicht beendet</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Bearbeiter</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Calibration profile</source>
        <translation>Kalibrierungsprofil</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keines</translation>
    </message>
    <message>
        <source>Cheques</source>
        <translation>Schecks</translation>
    </message>
    <message>
        <source>Recommend accept</source>
        <translation>Empfehlung: annehmen</translation>
    </message>
    <message>
        <source>Recommend flag</source>
        <translation>Empfehlung: markieren</translation>
    </message>
    <message>
        <source>Cannot score</source>
        <translation>Nicht bewertbar</translation>
    </message>
    <message>
        <source>of them not readable</source>
        <translation>davon nicht lesbar</translation>
    </message>
    <message>
        <source>Presented before</source>
        <translation>Schon einmal vorgelegt</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>Entschieden</translation>
    </message>
    <message>
        <source>Similarity of the signatures</source>
        <translation>Ähnlichkeit der Unterschriften</translation>
    </message>
    <message>
        <source>0 (different) to 1 (alike). Full bars: recommend accept. Pale bars: recommend flag. Dashed: the threshold.</source>
        <translation>0 (verschieden) bis 1 (gleich). Volle Balken: annehmen empfohlen. Blasse Balken: markieren empfohlen. Gestrichelt: die Schwelle.</translation>
    </message>
    <message>
        <source>account unknown</source>
        <translation>Konto unbekannt</translation>
    </message>
    <message>
        <source>page {page}</source>
        <translation>Seite {page}</translation>
    </message>
    <message>
        <source>similarity {similarity:.2f}, threshold {threshold:.2f}</source>
        <translation>Ähnlichkeit {similarity:.2f}, Schwelle {threshold:.2f}</translation>
    </message>
    <message>
        <source>cheque {number}</source>
        <translation>Scheck {number}</translation>
    </message>
    <message>
        <source>amount {amount}</source>
        <translation>Betrag {amount}</translation>
    </message>
    <message>
        <source>not decided</source>
        <translation>nicht entschieden</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>Questioned</source>
        <translation>Fraglich</translation>
    </message>
    <message>
        <source>no picture</source>
        <translation>kein Bild</translation>
    </message>
    <message>
        <source>Page {page}</source>
        <translation>Seite {page}</translation>
    </message>
</context>
<context>
    <name>BatchView</name>
    <message>
        <source>Starting…</source>
        <translation>Beginnt…</translation>
    </message>
    <message>
        <source>Batch: {folder}</source>
        <translation>Stapel: {folder}</translation>
    </message>
    <message>
        <source>Opening the run</source>
        <translation>Lauf wird geöffnet</translation>
    </message>
    <message>
        <source>There is nothing left to review in this list.</source>
        <translation>In dieser Liste ist nichts mehr zu prüfen.</translation>
    </message>
    <message>
        <source>Looking for runs</source>
        <translation>Läufe werden gesucht</translation>
    </message>
    <message>
        <source>Not finished. Start goes on with it.</source>
        <translation>Nicht beendet. „Starten“ macht damit weiter.</translation>
    </message>
    <message numerus="yes">
        <source>Finished: %n cheque(s).</source>
        <translation>
            <numerusform>Beendet: %n Scheck.</numerusform>
            <numerusform>Beendet: %n Schecks.</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped. What is finished is kept; Start goes on.</source>
        <translation>Angehalten. Was fertig ist, bleibt; „Starten“ macht weiter.</translation>
    </message>
    <message>
        <source>Cheques appear here as they are finished.</source>
        <translation>Schecks erscheinen hier, sobald sie fertig sind.</translation>
    </message>
    <message>
        <source>Choose a folder of cheques with Ctrl+Shift+O, or drop one here. Each cheque is compared with the references of its account; what needs a person is listed first.</source>
        <translation>Wählen Sie mit Strg+Umschalt+O einen Ordner mit Schecks oder ziehen Sie einen hierher. Jeder Scheck wird mit den Referenzen seines Kontos verglichen; was einen Menschen braucht, steht zuerst.</translation>
    </message>
</context>
<context>
    <name>Beginning</name>
    <message>
        <source>Making the demo bank</source>
        <translation>Demobank wird angelegt</translation>
    </message>
</context>
<context>
    <name>Boxing</name>
    <message>
        <source>There is no box to remember. Draw one around the signature first.</source>
        <translation>Es gibt keinen Rahmen zu merken. Ziehen Sie zuerst einen um die Unterschrift.</translation>
    </message>
    <message>
        <source>On cheques with routing number {routing}, this place is looked at first from now on.</source>
        <translation>Auf Schecks mit der Bankleitzahl {routing} wird ab jetzt zuerst an dieser Stelle gesucht.</translation>
    </message>
    <message>
        <source>Remembering the place</source>
        <translation>Die Stelle wird gemerkt</translation>
    </message>
    <message>
        <source>The place on cheques with routing number {routing} is forgotten.</source>
        <translation>Die Stelle auf Schecks mit der Bankleitzahl {routing} ist vergessen.</translation>
    </message>
    <message>
        <source>Forgetting the place</source>
        <translation>Stelle wird vergessen</translation>
    </message>
</context>
<context>
    <name>CalibrationReport</name>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>Verfasser</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Joining of several references</source>
        <translation>Zusammenfassung mehrerer Referenzen</translation>
    </message>
    <message>
        <source>Fingerprint of the signatures</source>
        <translation>Fingerabdruck der Unterschriften</translation>
    </message>
    <message>
        <source>References</source>
        <translation>Referenzen</translation>
    </message>
    <message>
        <source>Amount above</source>
        <translation>Betrag über</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Skilled accepted %</source>
        <translation>Geübte angenommen %</translation>
    </message>
    <message>
        <source>Random accepted %</source>
        <translation>Zufällige angenommen %</translation>
    </message>
    <message>
        <source>Genuine not accepted %</source>
        <translation>Echte nicht angenommen %</translation>
    </message>
    <message>
        <source>Writers</source>
        <translation>Schreiber</translation>
    </message>
    <message>
        <source>Rates are on the pairs that the thresholds were chosen on, with 95 % intervals over writers; under each, in italics, on writers whom they were not chosen on.</source>
        <translation>Die Raten gelten für die Paare, an denen die Schwellen gewählt wurden, mit 95-%-Intervallen über die Schreiber; darunter kursiv für Schreiber, an denen sie nicht gewählt wurden.</translation>
    </message>
    <message>
        <source>Calibration {name}</source>
        <translation>Kalibrierung {name}</translation>
    </message>
</context>
<context>
    <name>CalibrationView</name>
    <message>
        <source>Looking at the profiles</source>
        <translation>Profile werden angesehen</translation>
    </message>
    <message>
        <source>Fitting</source>
        <translation>Anpassung läuft</translation>
    </message>
    <message>
        <source>Signatures</source>
        <translation>Unterschriften</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>Paare</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>Wird verglichen…</translation>
    </message>
    <message>
        <source>Comparing signatures</source>
        <translation>Unterschriften werden verglichen</translation>
    </message>
    <message>
        <source>Reading the pairs</source>
        <translation>Paare werden gelesen</translation>
    </message>
    <message>
        <source>The sample cannot support this: it has {have}, and it takes {need} ({kind}).</source>
        <translation>Die Stichprobe trägt das nicht: Sie hat {have}, nötig sind {need} ({kind}).</translation>
    </message>
    <message>
        <source>skilled forgeries</source>
        <translation>geübte Fälschungen</translation>
    </message>
    <message>
        <source>random forgeries</source>
        <translation>zufällige Fälschungen</translation>
    </message>
    <message>
        <source>genuine signatures</source>
        <translation>echte Unterschriften</translation>
    </message>
    <message>
        <source>No similarity is high enough for this: a forgery is as near as can be.</source>
        <translation>Dafür ist keine Ähnlichkeit hoch genug: Eine Fälschung ist so nah wie möglich.</translation>
    </message>
    <message>
        <source>Fetching pictures</source>
        <translation>Bilder werden geholt</translation>
    </message>
    <message>
        <source>The files of this pair are not here: {name}</source>
        <translation>Die Dateien dieses Paares sind nicht hier: {name}</translation>
    </message>
    <message>
        <source>The pairs that {name} was made from are not kept here.</source>
        <translation>Die Paare, aus denen {name} gemacht wurde, sind hier nicht aufbewahrt.</translation>
    </message>
    <message>
        <source>The profile is in use now.</source>
        <translation>Das Profil wird jetzt verwendet.</translation>
    </message>
    <message>
        <source>The profile is in use once another operator approves of it.</source>
        <translation>Das Profil wird verwendet, sobald eine andere Person es freigibt.</translation>
    </message>
    <message>
        <source>Export the profile</source>
        <translation>Das Profil ausgeben</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Wird geschrieben</translation>
    </message>
    <message>
        <source>Reading the profile</source>
        <translation>Profil wird gelesen</translation>
    </message>
    <message>
        <source>{name} is on record.</source>
        <translation>{name} ist verzeichnet.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Writing the report</source>
        <translation>Bericht wird geschrieben</translation>
    </message>
    <message>
        <source>Written: {file}</source>
        <translation>Geschrieben: {file}</translation>
    </message>
</context>
<context>
    <name>CardForm</name>
    <message>
        <source>Cut references from a card</source>
        <translation>Vergleichsunterschriften aus einer Karte schneiden</translation>
    </message>
    <message>
        <source>Signature card</source>
        <translation>Unterschriftenkarte</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Karte</translation>
    </message>
    <message>
        <source>Page of the card&apos;s file</source>
        <translation>Seite der Kartendatei</translation>
    </message>
    <message>
        <source>draw a box around each signature; click chooses one, {remove} removes it</source>
        <translation>um jede Unterschrift einen Rahmen ziehen; ein Klick wählt einen, {remove} entfernt ihn</translation>
    </message>
    <message>
        <source>Whose signatures these are</source>
        <translation>Wessen Unterschriften es sind</translation>
    </message>
    <message>
        <source>Add the signatures in the boxes</source>
        <translation>Die Unterschriften in den Rahmen hinzufügen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Add nothing</source>
        <translation>Nichts hinzufügen</translation>
    </message>
    <message>
        <source>Signed by</source>
        <translation>Gezeichnet von</translation>
    </message>
    <message numerus="yes">
        <source>Add %n reference(s)</source>
        <translation>
            <numerusform>%n Vergleichsunterschrift hinzufügen</numerusform>
            <numerusform>%n Vergleichsunterschriften hinzufügen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChoosePanel</name>
    <message>
        <source>Number of references</source>
        <translation>Zahl der Referenzen</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Both errors alike (EER)</source>
        <translation>Beide Fehler gleich (EER)</translation>
    </message>
    <message>
        <source>Skilled forgeries: at most</source>
        <translation>Geübte Fälschungen: höchstens</translation>
    </message>
    <message>
        <source>Random forgeries: at most</source>
        <translation>Zufällige Fälschungen: höchstens</translation>
    </message>
    <message>
        <source>Least cost</source>
        <translation>Geringste Kosten</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>Von Hand</translation>
    </message>
    <message>
        <source>Share of forgeries accepted at most</source>
        <translation>Anteil angenommener Fälschungen, höchstens</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>What an accepted forgery costs</source>
        <translation>Was eine angenommene Fälschung kostet</translation>
    </message>
    <message>
        <source> rejected genuine ones</source>
        <translation> abgelehnte echte</translation>
    </message>
    <message>
        <source>Share of forgeries among the cheques</source>
        <translation>Anteil der Fälschungen unter den Schecks</translation>
    </message>
    <message>
        <source>Threshold on similarity</source>
        <translation>Schwelle der Ähnlichkeit</translation>
    </message>
    <message>
        <source>Refer doubtful ones to a person</source>
        <translation>Zweifelhafte einer Person vorlegen</translation>
    </message>
    <message>
        <source>Refer doubtful signatures to a person</source>
        <translation>Zweifelhafte Unterschriften einer Person vorlegen</translation>
    </message>
    <message>
        <source>Genuine signatures flagged outright at most</source>
        <translation>Sofort beanstandete echte Unterschriften, höchstens</translation>
    </message>
    <message>
        <source>Stricter for large amounts</source>
        <translation>Strenger bei hohen Beträgen</translation>
    </message>
    <message>
        <source>above </source>
        <translation>über </translation>
    </message>
    <message>
        <source>Skilled forgeries accepted above that amount at most</source>
        <translation>Über diesem Betrag angenommene geübte Fälschungen, höchstens</translation>
    </message>
    <message>
        <source>Amount above which the threshold is stricter</source>
        <translation>Betrag, über dem die Schwelle strenger ist</translation>
    </message>
    <message>
        <source>References</source>
        <translation>Referenzen</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>Höchstens</translation>
    </message>
    <message>
        <source>A forgery costs</source>
        <translation>Eine Fälschung kostet</translation>
    </message>
    <message>
        <source>Forgeries</source>
        <translation>Fälschungen</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Flag at most</source>
        <translation>Höchstens beanstanden</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Verify, outside text fields</source>
        <translation>Prüfen, außerhalb von Textfeldern</translation>
    </message>
    <message>
        <source>On a signature or the cheque</source>
        <translation>Auf einer Unterschrift oder dem Scheck</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>Konten</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>Kalibrierung</translation>
    </message>
    <message>
        <source>Go to Verify</source>
        <translation>Zu Prüfen gehen</translation>
    </message>
    <message>
        <source>Go to Batch</source>
        <translation>Zu Stapel gehen</translation>
    </message>
    <message>
        <source>Go to Accounts</source>
        <translation>Zu Konten gehen</translation>
    </message>
    <message>
        <source>Go to Calibration</source>
        <translation>Zu Kalibrierung gehen</translation>
    </message>
    <message>
        <source>Go to Settings</source>
        <translation>Zu Einstellungen gehen</translation>
    </message>
    <message>
        <source>Stop what is running</source>
        <translation>Anhalten, was läuft</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>List of shortcuts</source>
        <translation>Liste der Tasten</translation>
    </message>
    <message>
        <source>Close the desk</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Open cheques</source>
        <translation>Schecks öffnen</translation>
    </message>
    <message>
        <source>Open a folder of cheques</source>
        <translation>Einen Ordner mit Schecks öffnen</translation>
    </message>
    <message>
        <source>Open references</source>
        <translation>Vergleichsunterschriften öffnen</translation>
    </message>
    <message>
        <source>Paste a cheque</source>
        <translation>Einen Scheck einfügen</translation>
    </message>
    <message>
        <source>Type an account number</source>
        <translation>Eine Kontonummer eingeben</translation>
    </message>
    <message>
        <source>Undo the last decision</source>
        <translation>Letzte Entscheidung zurücknehmen</translation>
    </message>
    <message>
        <source>Decide again as before the undo</source>
        <translation>Zurückgenommene Entscheidung wiederholen</translation>
    </message>
    <message>
        <source>Accept the cheque</source>
        <translation>Den Scheck annehmen</translation>
    </message>
    <message>
        <source>Flag the cheque, then a digit for the reason</source>
        <translation>Den Scheck beanstanden, dann eine Ziffer für den Grund</translation>
    </message>
    <message>
        <source>Put the cheque aside</source>
        <translation>Den Scheck zurücklegen</translation>
    </message>
    <message>
        <source>Write a note</source>
        <translation>Eine Notiz schreiben</translation>
    </message>
    <message>
        <source>Show the similarity (blind first)</source>
        <translation>Die Ähnlichkeit zeigen (erst blind)</translation>
    </message>
    <message>
        <source>Next cheque to review</source>
        <translation>Nächster offener Scheck</translation>
    </message>
    <message>
        <source>Previous cheque to review</source>
        <translation>Voriger offener Scheck</translation>
    </message>
    <message>
        <source>Compare side by side</source>
        <translation>Nebeneinander vergleichen</translation>
    </message>
    <message>
        <source>Compare by swipe</source>
        <translation>Mit Schieber vergleichen</translation>
    </message>
    <message>
        <source>Compare by overlay</source>
        <translation>Übereinander vergleichen</translation>
    </message>
    <message>
        <source>Compare by blinking</source>
        <translation>Im Wechsel vergleichen</translation>
    </message>
    <message>
        <source>Compare by difference</source>
        <translation>Unterschiede vergleichen</translation>
    </message>
    <message>
        <source>Link the panes</source>
        <translation>Die Felder koppeln</translation>
    </message>
    <message>
        <source>Show local differences</source>
        <translation>Örtliche Unterschiede zeigen</translation>
    </message>
    <message>
        <source>Show what the network sees</source>
        <translation>Zeigen, was das Netz sieht</translation>
    </message>
    <message>
        <source>Next reference</source>
        <translation>Nächste Vergleichsunterschrift</translation>
    </message>
    <message>
        <source>Previous reference</source>
        <translation>Vorige Vergleichsunterschrift</translation>
    </message>
    <message>
        <source>Next box that was found</source>
        <translation>Nächster gefundener Rahmen</translation>
    </message>
    <message>
        <source>Previous box that was found</source>
        <translation>Voriger gefundener Rahmen</translation>
    </message>
    <message>
        <source>Box in the middle of the cheque</source>
        <translation>Rahmen in der Mitte des Schecks</translation>
    </message>
    <message>
        <source>Next signature on the cheque</source>
        <translation>Nächste Unterschrift auf dem Scheck</translation>
    </message>
    <message>
        <source>Whole cheque, large</source>
        <translation>Ganzer Scheck, groß</translation>
    </message>
    <message>
        <source>Move the questioned signature, or the box, left</source>
        <translation>Geprüfte Unterschrift oder Rahmen nach links schieben</translation>
    </message>
    <message>
        <source>Move the questioned signature, or the box, right</source>
        <translation>Geprüfte Unterschrift oder Rahmen nach rechts schieben</translation>
    </message>
    <message>
        <source>Move the questioned signature, or the box, up</source>
        <translation>Geprüfte Unterschrift oder Rahmen nach oben schieben</translation>
    </message>
    <message>
        <source>Move the questioned signature, or the box, down</source>
        <translation>Geprüfte Unterschrift oder Rahmen nach unten schieben</translation>
    </message>
    <message>
        <source>Move the signature far left; make the box narrower</source>
        <translation>Unterschrift weit nach links schieben; Rahmen schmaler</translation>
    </message>
    <message>
        <source>Move the signature far right; make the box wider</source>
        <translation>Unterschrift weit nach rechts schieben; Rahmen breiter</translation>
    </message>
    <message>
        <source>Move the signature far up; make the box lower</source>
        <translation>Unterschrift weit nach oben schieben; Rahmen niedriger</translation>
    </message>
    <message>
        <source>Move the signature far down; make the box higher</source>
        <translation>Unterschrift weit nach unten schieben; Rahmen höher</translation>
    </message>
    <message>
        <source>Lay the signature back; on the cheque: locate again</source>
        <translation>Unterschrift zurücklegen; auf dem Scheck: neu suchen</translation>
    </message>
    <message>
        <source>Leave out one of several signatures, or a reference</source>
        <translation>Eine von mehreren Unterschriften oder eine Vergleichsunterschrift weglassen</translation>
    </message>
    <message>
        <source>Blink while it is held</source>
        <translation>Blinken, solange gehalten</translation>
    </message>
    <message>
        <source>Move the divider of the swipe left</source>
        <translation>Trennlinie beim Wischen nach links</translation>
    </message>
    <message>
        <source>Move the divider of the swipe right</source>
        <translation>Trennlinie beim Wischen nach rechts</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Show all of it</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>One pixel of the scan to one of the screen while it is held</source>
        <translation>Ein Pixel des Scans auf eines des Bildschirms, solange gehalten</translation>
    </message>
    <message>
        <source>Search for an account</source>
        <translation>Ein Konto suchen</translation>
    </message>
    <message>
        <source>New account</source>
        <translation>Neues Konto</translation>
    </message>
    <message>
        <source>Add references from files</source>
        <translation>Vergleichsunterschriften aus Dateien hinzufügen</translation>
    </message>
    <message>
        <source>Add a reference from the clipboard</source>
        <translation>Vergleichsunterschrift aus der Zwischenablage hinzufügen</translation>
    </message>
    <message>
        <source>Cut references from a signature card</source>
        <translation>Vergleichsunterschriften aus einer Unterschriftenkarte schneiden</translation>
    </message>
    <message>
        <source>Edit the mandate</source>
        <translation>Vollmacht bearbeiten</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Choose a folder of cheques</source>
        <translation>Ordner mit Schecks wählen</translation>
    </message>
    <message>
        <source>Start, or go on where it stopped</source>
        <translation>Starten oder weitermachen, wo es aufhörte</translation>
    </message>
    <message>
        <source>Pause, or go on</source>
        <translation>Pause oder weiter</translation>
    </message>
    <message>
        <source>Search the list</source>
        <translation>Liste durchsuchen</translation>
    </message>
    <message>
        <source>Accept above the threshold</source>
        <translation>Über der Schwelle annehmen</translation>
    </message>
    <message>
        <source>Take accepting in bulk back</source>
        <translation>Sammelannahme zurücknehmen</translation>
    </message>
    <message>
        <source>Export the report</source>
        <translation>Bericht ausgeben</translation>
    </message>
    <message>
        <source>Next to review, in Verify</source>
        <translation>Nächster zu prüfender, unter Prüfen</translation>
    </message>
    <message>
        <source>Take a folder of signatures</source>
        <translation>Einen Ordner mit Unterschriften nehmen</translation>
    </message>
    <message>
        <source>Take a file of pairs</source>
        <translation>Eine Datei mit Paaren nehmen</translation>
    </message>
    <message>
        <source>Use the threshold</source>
        <translation>Die Schwelle verwenden</translation>
    </message>
    <message>
        <source>Write the report</source>
        <translation>Den Bericht schreiben</translation>
    </message>
    <message>
        <source>Insert</source>
        <translation>Einfg</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>the arrow keys</source>
        <translation>die Pfeiltasten</translation>
    </message>
</context>
<context>
    <name>CompareArea</name>
    <message>
        <source>Page of the reference&apos;s file</source>
        <translation>Seite der Vergleichsdatei</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen…</translation>
    </message>
    <message>
        <source>Open references</source>
        <translation>Vergleichsunterschriften öffnen</translation>
    </message>
    <message>
        <source>References</source>
        <translation>Vergleichsunterschriften</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Remove all references</source>
        <translation>Alle Vergleichsunterschriften entfernen</translation>
    </message>
    <message>
        <source>Cheque with the box of its signature</source>
        <translation>Scheck mit dem Rahmen um seine Unterschrift</translation>
    </message>
    <message>
        <source>No cheque yet</source>
        <translation>Noch kein Scheck</translation>
    </message>
    <message>
        <source>Cheque</source>
        <translation>Scheck</translation>
    </message>
    <message>
        <source>Page of the cheque&apos;s file</source>
        <translation>Seite der Scheckdatei</translation>
    </message>
    <message>
        <source>Open cheques</source>
        <translation>Schecks öffnen</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Paste a cheque</source>
        <translation>Einen Scheck einfügen</translation>
    </message>
    <message>
        <source>Locate</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Locate the signature again</source>
        <translation>Die Unterschrift erneut suchen</translation>
    </message>
    <message>
        <source>Signatures to compare with</source>
        <translation>Unterschriften, mit denen verglichen wird</translation>
    </message>
    <message>
        <source>Start with other references ({leave_out} removes one)</source>
        <translation>Mit anderen Vergleichsunterschriften beginnen ({leave_out} entfernt eine)</translation>
    </message>
    <message>
        <source>One cheque, or several to go through one after the other; a folder with {open_folder}</source>
        <translation>Ein Scheck, oder mehrere nacheinander; ein Ordner mit {open_folder}</translation>
    </message>
    <message>
        <source>An image from the clipboard</source>
        <translation>Ein Bild aus der Zwischenablage</translation>
    </message>
    <message>
        <source>Back to the box that was found, {lay_back}; {next_box} goes to the next box that was found</source>
        <translation>Zurück zum gefundenen Rahmen, {lay_back}; {next_box} geht zum nächsten gefundenen</translation>
    </message>
    <message>
        <source>Remember</source>
        <translation>Merken</translation>
    </message>
    <message>
        <source>Remember this place</source>
        <translation>Diese Stelle merken</translation>
    </message>
    <message>
        <source>Look first in this box on all cheques with the same routing number</source>
        <translation>Auf allen Schecks mit derselben Bankleitzahl zuerst in diesem Rahmen suchen</translation>
    </message>
    <message>
        <source>Enlarge</source>
        <translation>Groß</translation>
    </message>
    <message>
        <source>Show the whole cheque large</source>
        <translation>Den ganzen Scheck groß zeigen</translation>
    </message>
    <message>
        <source>Large, and back again</source>
        <translation>Groß, und wieder zurück</translation>
    </message>
    <message>
        <source>Drop an image or PDF here, press {open_cheque} to open one, or {paste} to paste.</source>
        <translation>Ein Bild oder PDF hier ablegen, mit {open_cheque} öffnen oder mit {paste} einfügen.</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>No reference yet</source>
        <translation>Noch keine Vergleichsunterschrift</translation>
    </message>
    <message>
        <source>Load an account, drop signatures here, or press {open_references} to open them.</source>
        <translation>Ein Konto laden, Unterschriften hier ablegen oder mit {open_references} öffnen.</translation>
    </message>
    <message>
        <source>Reference {place}</source>
        <translation>Vergleich {place}</translation>
    </message>
    <message>
        <source>Copied from?</source>
        <translation>Kopiert von?</translation>
    </message>
    <message>
        <source>Looking for the signature…</source>
        <translation>Die Unterschrift wird gesucht…</translation>
    </message>
    <message>
        <source>Too little ink</source>
        <translation>Zu wenig Tinte</translation>
    </message>
    <message>
        <source>Draw the box around the whole signature, on the cheque below.</source>
        <translation>Ziehen Sie den Rahmen um die ganze Unterschrift, unten auf dem Scheck.</translation>
    </message>
    <message>
        <source>No signature found</source>
        <translation>Keine Unterschrift gefunden</translation>
    </message>
    <message>
        <source>cut from the cheque; drag the box below to change it</source>
        <translation>aus dem Scheck geschnitten; der Rahmen unten lässt sich ziehen</translation>
    </message>
    <message>
        <source>Questioned</source>
        <translation>Fraglich</translation>
    </message>
    <message>
        <source>If there is one, draw its box on the cheque. By key: {new_box} makes a box, {arrows} move it.</source>
        <translation>Wenn doch, ziehen Sie auf dem Scheck einen Rahmen darum. Mit Tasten: {new_box} macht einen Rahmen, {arrows} bewegen ihn.</translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>Something went wrong</source>
        <translation>Etwas ist schiefgegangen</translation>
    </message>
    <message>
        <source>Something inside sigverify has failed. Decisions that were made are on record. You can go on; if it comes back, close the desk and open it again. Whoever looks after sigverify can use the details: they hold no images and no account data.</source>
        <translation>In sigverify ist etwas fehlgeschlagen. Getroffene Entscheidungen sind festgehalten. Sie können weiterarbeiten; kommt es wieder, schließen Sie das Fenster und öffnen Sie es neu. Wer sigverify betreut, kann die Einzelheiten brauchen: sie enthalten keine Bilder und keine Kontodaten.</translation>
    </message>
    <message>
        <source>The log has them too: {path}</source>
        <translation>Sie stehen auch im Protokoll: {path}</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Copy the details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Close this message and go on</source>
        <translation>Diese Meldung schließen und weiterarbeiten</translation>
    </message>
</context>
<context>
    <name>Deciding</name>
    <message>
        <source>Undone: {what}</source>
        <translation>Zurückgenommen: {what}</translation>
    </message>
    <message>
        <source>Undoing the decision</source>
        <translation>Entscheidung wird zurückgenommen</translation>
    </message>
    <message>
        <source>Looking for earlier decisions</source>
        <translation>Frühere Entscheidungen werden gesucht</translation>
    </message>
    <message>
        <source>Reading ahead</source>
        <translation>Der nächste wird gelesen</translation>
    </message>
    <message>
        <source>Recording the decision</source>
        <translation>Entscheidung wird festgehalten</translation>
    </message>
</context>
<context>
    <name>Decision</name>
    <message>
        <source>{what} by {who}, {when}</source>
        <translation>{what} von {who}, {when}</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>Angenommen</translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation>Beanstandet</translation>
    </message>
    <message>
        <source>Put aside</source>
        <translation>Zurückgelegt</translation>
    </message>
    <message>
        <source>Undone</source>
        <translation>Zurückgenommen</translation>
    </message>
</context>
<context>
    <name>DecisionBar</name>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Accept the cheque</source>
        <translation>Den Scheck annehmen</translation>
    </message>
    <message>
        <source>Flag…</source>
        <translation>Beanstanden…</translation>
    </message>
    <message>
        <source>Flag the cheque, with a reason</source>
        <translation>Den Scheck beanstanden, mit Grund</translation>
    </message>
    <message>
        <source>Put aside</source>
        <translation>Zurücklegen</translation>
    </message>
    <message>
        <source>Put the cheque aside</source>
        <translation>Den Scheck zurücklegen</translation>
    </message>
    <message>
        <source>Note about the decision</source>
        <translation>Notiz zur Entscheidung</translation>
    </message>
    <message>
        <source>note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Undo the last decision</source>
        <translation>Letzte Entscheidung zurücknehmen</translation>
    </message>
    <message>
        <source>Previous cheque to review</source>
        <translation>Voriger offener Scheck</translation>
    </message>
    <message>
        <source>Next cheque to review</source>
        <translation>Nächster offener Scheck</translation>
    </message>
    <message>
        <source>{at} of {count}, {left} left</source>
        <translation>{at} von {count}, {left} offen</translation>
    </message>
</context>
<context>
    <name>DemoSteps</name>
    <message>
        <source>This is the demo bank: nobody in it exists</source>
        <translation>Das ist die Demobank: niemand darin existiert</translation>
    </message>
    <message>
        <source>Verify its cheques</source>
        <translation>Ihre Schecks prüfen</translation>
    </message>
    <message>
        <source>One after the other: look, then A accepts, F flags, P puts aside.</source>
        <translation>Einen nach dem anderen: hinsehen, dann nimmt A an, F beanstandet, P legt zurück.</translation>
    </message>
    <message>
        <source>Run them as a batch…</source>
        <translation>Als Stapel durchgehen…</translation>
    </message>
    <message>
        <source>All at once; what needs a person is listed first.</source>
        <translation>Alle auf einmal; was einen Menschen braucht, steht zuerst.</translation>
    </message>
    <message>
        <source>Leave the demo bank</source>
        <translation>Demobank verlassen</translation>
    </message>
    <message>
        <source>Back to your own records. What was done here stays here.</source>
        <translation>Zurück zu Ihren eigenen Akten. Was hier getan wurde, bleibt hier.</translation>
    </message>
</context>
<context>
    <name>DeskWindow</name>
    <message>
        <source>sigverify – demo bank</source>
        <translation>sigverify – Demobank</translation>
    </message>
    <message>
        <source>Changing the policy</source>
        <translation>Die Regeln werden geändert</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>Modell wird geladen</translation>
    </message>
    <message>
        <source>Opening the records</source>
        <translation>Akten werden geöffnet</translation>
    </message>
    <message>
        <source>Looking for what waits</source>
        <translation>Was wartet, wird gesucht</translation>
    </message>
    <message>
        <source>Loading the calibration profile</source>
        <translation>Das Kalibrierungsprofil wird geladen</translation>
    </message>
    <message>
        <source>Nobody can sign in: no operator has a password yet. Operators are registered below.</source>
        <translation>Niemand kann sich anmelden: noch hat kein Bearbeiter ein Passwort. Bearbeiter werden unten eingetragen.</translation>
    </message>
    <message>
        <source>Signing in</source>
        <translation>Anmeldung</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Scans ({patterns})</source>
        <translation>Scans ({patterns})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>Doing</name>
    <message>
        <source>reading signatures</source>
        <translation>Unterschriften werden gelesen</translation>
    </message>
    <message>
        <source>embedding</source>
        <translation>Unterschriften laufen durch das Netz</translation>
    </message>
    <message>
        <source>comparing</source>
        <translation>Unterschriften werden verglichen</translation>
    </message>
    <message>
        <source>verifications on record</source>
        <translation>Prüfungen im Bestand</translation>
    </message>
    <message>
        <source>signatures</source>
        <translation>Unterschriften</translation>
    </message>
    <message>
        <source>pairs</source>
        <translation>Paare</translation>
    </message>
    <message>
        <source>records</source>
        <translation>Bestand</translation>
    </message>
    <message>
        <source>references of {account}</source>
        <translation>Vergleichsunterschriften von {account}</translation>
    </message>
    <message>
        <source>enrolling {account}</source>
        <translation>{account} wird eingetragen</translation>
    </message>
    <message>
        <source>loading TensorFlow</source>
        <translation>TensorFlow wird geladen</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
</context>
<context>
    <name>Drift</name>
    <message>
        <source>As expected: nothing to do</source>
        <translation>Wie erwartet: nichts zu tun</translation>
    </message>
    <message>
        <source>Something has changed: look again soon</source>
        <translation>Etwas hat sich geändert: bald wieder ansehen</translation>
    </message>
    <message>
        <source>Calibrate again, on signatures of your own</source>
        <translation>Neu kalibrieren, mit eigenen Unterschriften</translation>
    </message>
</context>
<context>
    <name>ErrorsList</name>
    <message>
        <source>{file}, similarity {similarity:.2f}</source>
        <translation>{file}, Ähnlichkeit {similarity:.2f}</translation>
    </message>
</context>
<context>
    <name>Evidence</name>
    <message>
        <source>{file}, page {page}</source>
        <translation>{file}, Seite {page}</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Cheque number</source>
        <translation>Schecknummer</translation>
    </message>
    <message>
        <source>Signature {number}</source>
        <translation>Unterschrift {number}</translation>
    </message>
    <message>
        <source>Recommendation</source>
        <translation>Empfehlung</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Taken for</source>
        <translation>Gehalten für</translation>
    </message>
    <message>
        <source>Similarity</source>
        <translation>Ähnlichkeit</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>log10 of the likelihood ratio</source>
        <translation>log10 des Likelihood-Quotienten</translation>
    </message>
    <message>
        <source>Distances</source>
        <translation>Abstände</translation>
    </message>
    <message>
        <source>Box in pixels</source>
        <translation>Rahmen in Pixeln</translation>
    </message>
    <message>
        <source>Mandate</source>
        <translation>Vollmacht</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Calibration profile</source>
        <translation>Kalibrierungsprofil</translation>
    </message>
    <message>
        <source>Fingerprint (SHA-256)</source>
        <translation>Fingerabdruck (SHA-256)</translation>
    </message>
    <message>
        <source>Audit entry {id}</source>
        <translation>Prüfeintrag {id}</translation>
    </message>
    <message>
        <source>Turned out</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <source>Cheque {file}</source>
        <translation>Scheck {file}</translation>
    </message>
    <message>
        <source>new</source>
        <translation>neu</translation>
    </message>
    <message>
        <source>Reference {file}</source>
        <translation>Vergleichsunterschrift {file}</translation>
    </message>
    <message>
        <source>Signatory</source>
        <translation>Zeichnungsberechtigte Person</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Aufgenommen</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>Valid</source>
        <translation>Gültig</translation>
    </message>
    <message>
        <source>Mandate of account {number}</source>
        <translation>Vollmacht des Kontos {number}</translation>
    </message>
    <message>
        <source>To be</source>
        <translation>Künftig</translation>
    </message>
    <message>
        <source>In force</source>
        <translation>In Kraft</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Calibration profile {name}</source>
        <translation>Kalibrierungsprofil {name}</translation>
    </message>
    <message>
        <source>any one signatory signs any amount</source>
        <translation>jede zeichnungsberechtigte Person allein, jeder Betrag</translation>
    </message>
    <message>
        <source>always refer</source>
        <translation>immer vorlegen</translation>
    </message>
    <message>
        <source>approved</source>
        <translation>freigegeben</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>distance {value:.3f}</source>
        <translation>Abstand {value:.3f}</translation>
    </message>
    <message>
        <source>retired since</source>
        <translation>seitdem ausgemustert</translation>
    </message>
    <message>
        <source>accept</source>
        <translation>annehmen</translation>
    </message>
    <message>
        <source>flag</source>
        <translation>beanstanden</translation>
    </message>
    <message>
        <source>cannot score</source>
        <translation>nicht bewertbar</translation>
    </message>
    <message>
        <source>{at} UTC by {operator}</source>
        <translation>{at} UTC von {operator}</translation>
    </message>
    <message>
        <source>What follows</source>
        <translation>Was daraus folgt</translation>
    </message>
    <message>
        <source>removed on {day} by retention</source>
        <translation>am {day} nach Ablauf der Aufbewahrung entfernt</translation>
    </message>
    <message>
        <source>Threshold, {count} references</source>
        <translation>Schwelle, {count} Vergleiche</translation>
    </message>
    <message>
        <source>above {amount}</source>
        <translation>über {amount}</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Anmerkungen</translation>
    </message>
</context>
<context>
    <name>EvidenceArea</name>
    <message>
        <source>What the threshold does</source>
        <translation>Was die Schwelle bewirkt</translation>
    </message>
    <message>
        <source>Choose signatures on the left: genuine ones and forgeries of people whom the model has not seen. They are compared once; then every threshold can be tried on them.

Folder… takes images at DATA/&lt;set&gt;/&lt;writer&gt;/{genuine,forged}/&lt;image&gt;, Pairs… a CSV file of labelled pairs, and Own cheques what turned out genuine or forged here. Until then the shipped profile serves.</source>
        <translation>Wählen Sie links Unterschriften: echte und Fälschungen von Menschen, die das Modell nicht gesehen hat. Sie werden einmal verglichen; dann lässt sich jede Schwelle an ihnen ausprobieren.

Ordner… nimmt Bilder unter DATA/&lt;Sammlung&gt;/&lt;Schreiber&gt;/{genuine,forged}/&lt;Bild&gt;, Paare… eine CSV-Datei mit Paaren, deren Art feststeht, und Eigene, was sich hier als echt oder gefälscht erwiesen hat. Bis dahin gilt das mitgelieferte Profil.</translation>
    </message>
    <message>
        <source>Skilled forgeries that would be accepted</source>
        <translation>Geübte Fälschungen, die angenommen würden</translation>
    </message>
    <message>
        <source>Genuine signatures that would not be accepted</source>
        <translation>Echte Unterschriften, die nicht angenommen würden</translation>
    </message>
    <message>
        <source>{share:.1f} % of the genuine signatures would be referred to a person.</source>
        <translation>{share:.1f} % der echten Unterschriften würden einer Person vorgelegt.</translation>
    </message>
</context>
<context>
    <name>EvidenceDialog</name>
    <message>
        <source>How it turned out…</source>
        <translation>Ausgang festhalten …</translation>
    </message>
</context>
<context>
    <name>EvidenceView</name>
    <message>
        <source>What is on record</source>
        <translation>Was festgehalten ist</translation>
    </message>
    <message>
        <source>References that are on record</source>
        <translation>Festgehaltene Vergleichsunterschriften</translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message>
        <source>Import accounts</source>
        <translation>Konten einlesen</translation>
    </message>
    <message>
        <source>Export accounts</source>
        <translation>Konten ausgeben</translation>
    </message>
    <message>
        <source>Reading {folder}</source>
        <translation>{folder} wird gelesen</translation>
    </message>
    <message>
        <source>Exporting accounts</source>
        <translation>Konten werden ausgegeben</translation>
    </message>
    <message>
        <source>The accounts are in {folder}.</source>
        <translation>Die Konten liegen in {folder}.</translation>
    </message>
    <message>
        <source>Importing accounts</source>
        <translation>Konten werden eingelesen</translation>
    </message>
</context>
<context>
    <name>FirstSteps</name>
    <message>
        <source>There are no accounts yet. Where to begin</source>
        <translation>Es gibt noch keine Konten. So beginnen Sie</translation>
    </message>
    <message>
        <source>Try the demo bank</source>
        <translation>Demobank ausprobieren</translation>
    </message>
    <message>
        <source>An invented bank with accounts and cheques to practise on, apart from your own records.</source>
        <translation>Eine erfundene Bank mit Konten und Schecks zum Üben, getrennt von Ihren eigenen Akten.</translation>
    </message>
    <message>
        <source>Import accounts…</source>
        <translation>Konten einlesen…</translation>
    </message>
    <message>
        <source>A folder with accounts.csv and the images that it names. You see first what would happen.</source>
        <translation>Ein Ordner mit accounts.csv und den Bildern, die sie nennt. Sie sehen zuerst, was geschähe.</translation>
    </message>
    <message>
        <source>Enrol the first account…</source>
        <translation>Das erste Konto anlegen…</translation>
    </message>
    <message>
        <source>A number, a name, and one signature that is known to be genuine are enough.</source>
        <translation>Eine Nummer, ein Name und eine Unterschrift, die sicher echt ist, genügen.</translation>
    </message>
</context>
<context>
    <name>FlagReason</name>
    <message>
        <source>Another hand</source>
        <translation>Andere Hand</translation>
    </message>
    <message>
        <source>Slow or traced</source>
        <translation>Langsam oder nachgezogen</translation>
    </message>
    <message>
        <source>Not as the mandate asks</source>
        <translation>Nicht nach Vollmacht</translation>
    </message>
    <message>
        <source>Not signed</source>
        <translation>Nicht gezeichnet</translation>
    </message>
    <message>
        <source>Altered</source>
        <translation>Verändert</translation>
    </message>
    <message>
        <source>Something else</source>
        <translation>Etwas anderes</translation>
    </message>
</context>
<context>
    <name>Forms</name>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Erster Tag</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Letzter Tag</translation>
    </message>
    <message>
        <source>New account</source>
        <translation>Neues Konto</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Holder</source>
        <translation>Inhaber</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>How it turned out</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <source>Only what is known independently of the recommendation counts: the customer confirmed the cheque, or disowned it. The threshold can be calibrated on it.</source>
        <translation>Es zählt nur, was unabhängig von der Empfehlung bekannt ist: Die Kundschaft hat den Scheck bestätigt oder nicht anerkannt. Der Schwellenwert kann darauf kalibriert werden.</translation>
    </message>
    <message>
        <source>Signatory</source>
        <translation>Zeichnungsberechtigte Person</translation>
    </message>
</context>
<context>
    <name>Gallery</name>
    <message>
        <source>References of the account</source>
        <translation>Vergleichsunterschriften des Kontos</translation>
    </message>
    <message>
        <source>No references yet. Drop signatures here, or add them with the buttons above.</source>
        <translation>Noch keine Vergleichsunterschriften. Legen Sie welche hier ab, oder fügen Sie sie mit den Schaltflächen oben hinzu.</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>in Gebrauch</translation>
    </message>
    <message>
        <source>retired</source>
        <translation>ausgemustert</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>waits for approval</source>
        <translation>wartet auf Freigabe</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>abgelaufen</translation>
    </message>
    <message>
        <source>not valid yet</source>
        <translation>noch nicht gültig</translation>
    </message>
    <message>
        <source>matches no other</source>
        <translation>passt zu keiner anderen</translation>
    </message>
    <message>
        <source>simple, easy to forge</source>
        <translation>einfach, leicht zu fälschen</translation>
    </message>
    <message>
        <source>poor scan</source>
        <translation>schlechter Scan</translation>
    </message>
    <message>
        <source>valid {start} to {end}</source>
        <translation>gültig {start} bis {end}</translation>
    </message>
    <message>
        <source>retired: {reason}</source>
        <translation>ausgemustert: {reason}</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>help.en.md</source>
        <translation>help.de.md</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Tasten</translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Pages of the help</source>
        <translation>Seiten der Hilfe</translation>
    </message>
</context>
<context>
    <name>Intake</name>
    <message>
        <source>Reading {file}</source>
        <translation>{file} wird gelesen</translation>
    </message>
    <message>
        <source>Reading the image</source>
        <translation>Bild wird gelesen</translation>
    </message>
    <message>
        <source>Looking into {folder}</source>
        <translation>{folder} wird durchgesehen</translation>
    </message>
    <message>
        <source>Loading the references</source>
        <translation>Vergleichsunterschriften werden geladen</translation>
    </message>
    <message>
        <source>Reading references</source>
        <translation>Vergleichsunterschriften werden gelesen</translation>
    </message>
    <message>
        <source>Reading the magnetic line</source>
        <translation>Die Magnetzeile wird gelesen</translation>
    </message>
</context>
<context>
    <name>ListActions</name>
    <message>
        <source>Nothing in this list is above the threshold and not decided yet.</source>
        <translation>In dieser Liste ist nichts über der Schwelle und noch nicht entschieden.</translation>
    </message>
    <message numerus="yes">
        <source>%n cheque(s) above the threshold, in total {total}.</source>
        <translation>
            <numerusform>%n Scheck über der Schwelle, insgesamt {total}.</numerusform>
            <numerusform>%n Schecks über der Schwelle, insgesamt {total}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n of them the amount is not known.</source>
        <translation>
            <numerusform>Von %n davon ist der Betrag nicht bekannt.</numerusform>
            <numerusform>Von %n davon ist der Betrag nicht bekannt.</numerusform>
        </translation>
    </message>
    <message>
        <source>The nearest is {margin:.2f} above the threshold.</source>
        <translation>Der nächste liegt {margin:.2f} über der Schwelle.</translation>
    </message>
    <message>
        <source>Accept in bulk</source>
        <translation>Gesammelt annehmen</translation>
    </message>
    <message numerus="yes">
        <source>Accept %n cheque(s)</source>
        <translation>
            <numerusform>%n Scheck annehmen</numerusform>
            <numerusform>%n Schecks annehmen</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no accepting in bulk to take back.</source>
        <translation>Es gibt keine Sammelannahme zurückzunehmen.</translation>
    </message>
    <message numerus="yes">
        <source>%n decision(s) taken back.</source>
        <translation>
            <numerusform>%n Entscheidung zurückgenommen.</numerusform>
            <numerusform>%n Entscheidungen zurückgenommen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Taking decisions back</source>
        <translation>Entscheidungen werden zurückgenommen</translation>
    </message>
    <message>
        <source>There is no run to report on yet.</source>
        <translation>Es gibt noch keinen Lauf, über den zu berichten wäre.</translation>
    </message>
    <message>
        <source>Report with pictures (*.pdf)</source>
        <translation>Bericht mit Bildern (*.pdf)</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tabelle (*.csv)</translation>
    </message>
    <message>
        <source>JSON lines (*.jsonl)</source>
        <translation>JSON-Zeilen (*.jsonl)</translation>
    </message>
    <message>
        <source>Export the report</source>
        <translation>Bericht ausgeben</translation>
    </message>
    <message>
        <source>Writing the report</source>
        <translation>Bericht wird geschrieben</translation>
    </message>
    <message>
        <source>Written: {path}</source>
        <translation>Geschrieben: {path}</translation>
    </message>
    <message numerus="yes">
        <source>Accepting %n cheque(s)</source>
        <translation>
            <numerusform>%n Scheck wird angenommen</numerusform>
            <numerusform>%n Schecks werden angenommen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cheque(s) accepted. Ctrl+Z takes it back.</source>
        <translation>
            <numerusform>%n Scheck angenommen. Strg+Z nimmt es zurück.</numerusform>
            <numerusform>%n Schecks angenommen. Strg+Z nimmt es zurück.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them wait(s) for a second look.</source>
        <translation>
            <numerusform>%n davon wartet auf einen zweiten Blick.</numerusform>
            <numerusform>%n davon warten auf einen zweiten Blick.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be accepted; the details say why.</source>
        <translation>
            <numerusform>%n konnte nicht angenommen werden; die Einzelheiten sagen, warum.</numerusform>
            <numerusform>%n konnten nicht angenommen werden; die Einzelheiten sagen, warum.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ListPanel</name>
    <message>
        <source>Search the list</source>
        <translation>Liste durchsuchen</translation>
    </message>
    <message>
        <source>file, account, number or reason</source>
        <translation>Datei, Konto, Nummer oder Grund</translation>
    </message>
    <message>
        <source>Shows count and total first</source>
        <translation>Zeigt zuerst Anzahl und Summe</translation>
    </message>
    <message>
        <source>Review next</source>
        <translation>Nächsten prüfen</translation>
    </message>
    <message>
        <source>Open the next cheque to review in Verify</source>
        <translation>Den nächsten zu prüfenden Scheck unter Prüfen öffnen</translation>
    </message>
    <message numerus="yes">
        <source>Accept %n above the threshold…</source>
        <translation>
            <numerusform>%n über der Schwelle annehmen…</numerusform>
            <numerusform>%n über der Schwelle annehmen…</numerusform>
        </translation>
    </message>
    <message>
        <source>{shown} of {all} shown</source>
        <translation>{shown} von {all} gezeigt</translation>
    </message>
    <message>
        <source>above the threshold: {total}</source>
        <translation>über der Schwelle: {total}</translation>
    </message>
    <message>
        <source>No cheque of the run is shown. Choose another filter, or clear the search.</source>
        <translation>Kein Scheck des Laufs wird gezeigt. Wählen Sie einen anderen Filter oder leeren Sie die Suche.</translation>
    </message>
    <message>
        <source>Cheques of the run</source>
        <translation>Schecks des Laufs</translation>
    </message>
</context>
<context>
    <name>MandateForm</name>
    <message>
        <source>Mandate</source>
        <translation>Vollmacht</translation>
    </message>
    <message>
        <source>Any one rule that covers the amount is enough. Without rules, any one signatory signs anything.</source>
        <translation>Eine Regel, die den Betrag abdeckt, genügt. Ohne Regeln zeichnet jede berechtigte Person alles allein.</translation>
    </message>
    <message>
        <source>Add a rule</source>
        <translation>Regel hinzufügen</translation>
    </message>
    <message>
        <source>Always refer cheques of this account to a supervisor</source>
        <translation>Schecks dieses Kontos immer einem Vorgesetzten vorlegen</translation>
    </message>
    <message>
        <source>Instructions shown to the clerk</source>
        <translation>Anweisungen, die beim Prüfen gezeigt werden</translation>
    </message>
    <message>
        <source>Instructions</source>
        <translation>Anweisungen</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
</context>
<context>
    <name>MessageStrip</name>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Details of the message</source>
        <translation>Einzelheiten der Meldung</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Undo what the message tells</source>
        <translation>Zurücknehmen, was die Meldung sagt</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Dismiss the message</source>
        <translation>Die Meldung schließen</translation>
    </message>
    <message>
        <source>Something went wrong inside sigverify ({kind}). Nothing was lost. The details say what; they are in the log too.</source>
        <translation>In sigverify ist etwas schiefgegangen ({kind}). Nichts ging verloren. Die Einzelheiten sagen was; sie stehen auch im Protokoll.</translation>
    </message>
</context>
<context>
    <name>Mode</name>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Both signatures on their paper</source>
        <translation>Beide Unterschriften auf ihrem Papier</translation>
    </message>
    <message>
        <source>Swipe</source>
        <translation>Schieber</translation>
    </message>
    <message>
        <source>The reference left of a divider, the questioned signature right of it</source>
        <translation>Der Vergleich links von einer Trennlinie, die fragliche Unterschrift rechts</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>Übereinander</translation>
    </message>
    <message>
        <source>Reference blue, questioned orange, dark where they agree</source>
        <translation>Vergleich blau, fragliche orange, dunkel wo sie sich decken</translation>
    </message>
    <message>
        <source>Blink</source>
        <translation>Wechsel</translation>
    </message>
    <message>
        <source>One after the other in the same place; hold {hold_blink} in any mode</source>
        <translation>Abwechselnd am selben Ort; in jeder Ansicht {hold_blink} halten</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>What only one of the signatures has</source>
        <translation>Was nur eine der Unterschriften hat</translation>
    </message>
</context>
<context>
    <name>ModeBar</name>
    <message>
        <source>Linked</source>
        <translation>Gekoppelt</translation>
    </message>
    <message>
        <source>Link the panes</source>
        <translation>Die Felder koppeln</translation>
    </message>
    <message>
        <source>Zoom and move both panes</source>
        <translation>Beide Felder zusammen zoomen und bewegen</translation>
    </message>
    <message>
        <source>Local differences</source>
        <translation>Örtliche Unterschiede</translation>
    </message>
    <message>
        <source>Show local differences</source>
        <translation>Örtliche Unterschiede zeigen</translation>
    </message>
    <message>
        <source>Colour the questioned ink by how far the network finds it from the reference there</source>
        <translation>Die fragliche Tinte danach färben, wie weit das Netz sie dort vom Vergleich entfernt findet</translation>
    </message>
    <message>
        <source>Network&apos;s view</source>
        <translation>Sicht des Netzes</translation>
    </message>
    <message>
        <source>Show what the network sees</source>
        <translation>Zeigen, was das Netz sieht</translation>
    </message>
    <message>
        <source>The normalised strokes that are compared</source>
        <translation>Die vereinheitlichten Striche, die verglichen werden</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Einpassen</translation>
    </message>
    <message>
        <source>Fit the pictures into their panes</source>
        <translation>Die Bilder in ihre Felder einpassen</translation>
    </message>
    <message>
        <source>Whole pictures, {fit} ({zoom_in} and {zoom_out} zoom the one with the focus, as does the wheel)</source>
        <translation>Ganze Bilder, {fit} ({zoom_in} und {zoom_out} vergrößern und verkleinern das Bild mit dem Fokus, ebenso das Mausrad)</translation>
    </message>
    <message>
        <source>The network gave no local differences</source>
        <translation>Das Netz gab keine örtlichen Unterschiede</translation>
    </message>
</context>
<context>
    <name>Note</name>
    <message>
        <source>{} files were left out: they are copies of others</source>
        <translation>{} Dateien ausgelassen: Kopien anderer</translation>
    </message>
    <message>
        <source>{} files were left out: no usable signature</source>
        <translation>{} Dateien ausgelassen: keine brauchbare Unterschrift</translation>
    </message>
    <message>
        <source>{} writers were left out: the model was trained or tested on them</source>
        <translation>{} Personen ausgelassen: das Modell wurde an ihnen trainiert oder geprüft</translation>
    </message>
    <message>
        <source>{} pairs were left out: no usable signature</source>
        <translation>{} Paare ausgelassen: keine brauchbare Unterschrift</translation>
    </message>
    <message>
        <source>{} pairs were left out: they are there already</source>
        <translation>{} Paare ausgelassen: schon vorhanden</translation>
    </message>
    <message>
        <source>{} pairs were left out: a signature was compared with itself</source>
        <translation>{} Paare ausgelassen: eine Unterschrift wurde mit sich selbst verglichen</translation>
    </message>
    <message>
        <source>{} outcomes were left out: another model compared them, or none did</source>
        <translation>{} Ausgänge ausgelassen: ein anderes Modell verglich sie, oder keines</translation>
    </message>
    <message>
        <source>{} outcomes were left out: the same signature was verified again</source>
        <translation>{} Ausgänge ausgelassen: dieselbe Unterschrift wurde nochmals geprüft</translation>
    </message>
    <message>
        <source>{} outcomes were left out: it is not known whose references they were compared with</source>
        <translation>{} Ausgänge ausgelassen: unbekannt, mit wessen Unterschriften verglichen wurde</translation>
    </message>
    <message>
        <source>{} outcomes were left out: the model was trained or tested on them</source>
        <translation>{} Ausgänge ausgelassen: das Modell wurde an ihnen trainiert oder geprüft</translation>
    </message>
    <message>
        <source>{} writers are few: with fewer than {} the intervals are too narrow</source>
        <translation>{} Personen sind wenige: unter {} sind die Intervalle zu eng</translation>
    </message>
    <message>
        <source>{} skilled forgeries are few: it takes {} to know such a rate to within a third</source>
        <translation>{} geübte Fälschungen sind wenige: es braucht {}, um eine solche Rate auf ein Drittel genau zu kennen</translation>
    </message>
    <message>
        <source>{} random forgeries are few: it takes {} to know such a rate to within a third</source>
        <translation>{} fremde Unterschriften sind wenige: es braucht {}, um eine solche Rate auf ein Drittel genau zu kennen</translation>
    </message>
    <message>
        <source>{} genuine signatures are few: it takes {} to know such a rate to within a third</source>
        <translation>{} echte Unterschriften sind wenige: es braucht {}, um eine solche Rate auf ein Drittel genau zu kennen</translation>
    </message>
</context>
<context>
    <name>OperatorForm</name>
    <message>
        <source>Operator</source>
        <translation>Bearbeiter</translation>
    </message>
    <message>
        <source>Full name</source>
        <translation>Voller Name</translation>
    </message>
</context>
<context>
    <name>OperatorsPanel</name>
    <message>
        <source>Reading the operators</source>
        <translation>Die Bearbeiter werden gelesen</translation>
    </message>
    <message>
        <source>Operators sign in with a password, from the next start on</source>
        <translation>Bearbeiter melden sich mit Passwort an, ab dem nächsten Start</translation>
    </message>
    <message>
        <source>Four eyes: references, mandates and profiles count once somebody else approves</source>
        <translation>Vier Augen: Vergleichsunterschriften, Vollmachten und Profile gelten, sobald jemand anderes sie freigibt</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>Accepting takes a second look above this amount</source>
        <translation>Über diesem Betrag braucht das Annehmen einen zweiten Blick</translation>
    </message>
    <message>
        <source>Operators</source>
        <translation>Bearbeiter</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Bearbeiter</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>Neu…</translation>
    </message>
    <message>
        <source>Register an operator</source>
        <translation>Einen Bearbeiter eintragen</translation>
    </message>
    <message>
        <source>Role…</source>
        <translation>Rolle…</translation>
    </message>
    <message>
        <source>Change the operator&apos;s role</source>
        <translation>Die Rolle des Bearbeiters ändern</translation>
    </message>
    <message>
        <source>Password…</source>
        <translation>Passwort…</translation>
    </message>
    <message>
        <source>Give the operator a new password</source>
        <translation>Dem Bearbeiter ein neues Passwort geben</translation>
    </message>
    <message>
        <source>Retire…</source>
        <translation>Ausmustern…</translation>
    </message>
    <message>
        <source>Let the operator not work here any more</source>
        <translation>Den Bearbeiter hier nicht mehr arbeiten lassen</translation>
    </message>
    <message>
        <source>Second look above</source>
        <translation>Zweiter Blick über</translation>
    </message>
    <message>
        <source>Only an administrator changes these.</source>
        <translation>Nur ein Administrator ändert dies.</translation>
    </message>
    <message>
        <source>Nobody is registered: whoever sits here may do everything. The first one is an administrator.</source>
        <translation>Niemand ist eingetragen: wer hier sitzt, darf alles. Der erste ist Administrator.</translation>
    </message>
    <message>
        <source>Signing in can be asked for once an administrator has a password.</source>
        <translation>Eine Anmeldung lässt sich verlangen, sobald ein Administrator ein Passwort hat.</translation>
    </message>
    <message>
        <source>Registering the operator</source>
        <translation>Der Bearbeiter wird eingetragen</translation>
    </message>
    <message>
        <source>Role of {name}</source>
        <translation>Rolle von {name}</translation>
    </message>
    <message>
        <source>Changing the role</source>
        <translation>Die Rolle wird geändert</translation>
    </message>
    <message>
        <source>New password of {name}</source>
        <translation>Neues Passwort von {name}</translation>
    </message>
    <message>
        <source>Keeping the password</source>
        <translation>Das Passwort wird gespeichert</translation>
    </message>
    <message>
        <source>Retire {name}</source>
        <translation>{name} ausmustern</translation>
    </message>
    <message>
        <source>{name} may not work here any more. What {name} did stays on record.</source>
        <translation>{name} darf hier nicht mehr arbeiten. Was {name} getan hat, bleibt festgehalten.</translation>
    </message>
    <message>
        <source>Retiring the operator</source>
        <translation>Der Bearbeiter wird ausgemustert</translation>
    </message>
    <message>
        <source>New operator</source>
        <translation>Neuer Bearbeiter</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>The same again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>{count} characters or more</source>
        <translation>{count} Zeichen oder mehr</translation>
    </message>
    <message>
        <source>retired</source>
        <translation>ausgemustert</translation>
    </message>
    <message>
        <source>signs in</source>
        <translation>meldet sich an</translation>
    </message>
    <message>
        <source>no password</source>
        <translation>kein Passwort</translation>
    </message>
</context>
<context>
    <name>OptionalDate</name>
    <message>
        <source>{name}: limited</source>
        <translation>{name}: begrenzt</translation>
    </message>
</context>
<context>
    <name>OrderForm</name>
    <message>
        <source>A folder of cheques</source>
        <translation>Ein Ordner mit Schecks</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Manifest</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>none: the magnetic line tells the account</source>
        <translation>keine: die Magnetzeile sagt das Konto</translation>
    </message>
    <message>
        <source>Which column is which:</source>
        <translation>Welche Spalte was ist:</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>Dateiname</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Account number</source>
        <translation>Kontonummer</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Cheque number</source>
        <translation>Schecknummer</translation>
    </message>
    <message>
        <source>The beginning of the manifest</source>
        <translation>Anfang der Liste</translation>
    </message>
    <message>
        <source>File names</source>
        <translation>Dateinamen</translation>
    </message>
    <message>
        <source>How file names tell the account, where nothing else does</source>
        <translation>Wie Dateinamen das Konto sagen, wo nichts anderes es tut</translation>
    </message>
    <message>
        <source>Pages of one file may be fronts and backs in turn</source>
        <translation>Seiten einer Datei können abwechselnd Vorder- und Rückseiten sein</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Choose a folder of cheques</source>
        <translation>Ordner mit Schecks wählen</translation>
    </message>
    <message>
        <source>Choose the manifest</source>
        <translation>Liste wählen</translation>
    </message>
    <message>
        <source>Tables (*.csv *.txt)</source>
        <translation>Tabellen (*.csv *.txt)</translation>
    </message>
    <message>
        <source>Looking for a manifest</source>
        <translation>Liste wird gesucht</translation>
    </message>
    <message>
        <source>Looking into the manifest</source>
        <translation>Liste wird gelesen</translation>
    </message>
    <message>
        <source>(none)</source>
        <translation>(keine)</translation>
    </message>
</context>
<context>
    <name>Origin</name>
    <message>
        <source>manifest</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>line</source>
        <translation>Magnetzeile</translation>
    </message>
    <message>
        <source>file name</source>
        <translation>Dateiname</translation>
    </message>
</context>
<context>
    <name>Outcome</name>
    <message>
        <source>Genuine</source>
        <translation>Echt</translation>
    </message>
    <message>
        <source>A practised copy</source>
        <translation>Eine geübte Nachahmung</translation>
    </message>
    <message>
        <source>Somebody else&apos;s own signature</source>
        <translation>Die eigene Unterschrift von jemand anderem</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>Nicht bekannt</translation>
    </message>
</context>
<context>
    <name>OutcomeForm</name>
    <message>
        <source>Signature</source>
        <translation>Unterschrift</translation>
    </message>
    <message>
        <source>Turned out</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <source>How that is known</source>
        <translation>Woher das bekannt ist</translation>
    </message>
</context>
<context>
    <name>Pane</name>
    <message>
        <source>page </source>
        <translation>Seite </translation>
    </message>
    <message>
        <source> of {pages}</source>
        <translation> von {pages}</translation>
    </message>
</context>
<context>
    <name>PassphraseForm</name>
    <message>
        <source>The signatures on record are encrypted. Without the passphrase no account can be verified.</source>
        <translation>Die hinterlegten Unterschriften sind verschlüsselt. Ohne die Passphrase kann kein Konto geprüft werden.</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
</context>
<context>
    <name>People</name>
    <message>
        <source>Rename the holder</source>
        <translation>Inhaber umbenennen</translation>
    </message>
    <message>
        <source>Renaming</source>
        <translation>Wird umbenannt</translation>
    </message>
    <message>
        <source>New signatory</source>
        <translation>Neue zeichnungsberechtigte Person</translation>
    </message>
    <message>
        <source>Adding the signatory</source>
        <translation>Person wird hinzugefügt</translation>
    </message>
    <message>
        <source>Changing the signatory</source>
        <translation>Person wird geändert</translation>
    </message>
    <message>
        <source>Retire {name}</source>
        <translation>{name} ausmustern</translation>
    </message>
    <message>
        <source>Cheques are no longer compared with this person&apos;s references.</source>
        <translation>Schecks werden nicht mehr mit den Unterschriften dieser Person verglichen.</translation>
    </message>
    <message>
        <source>Retiring the signatory</source>
        <translation>Person wird ausgemustert</translation>
    </message>
    <message>
        <source>Changing the mandate</source>
        <translation>Vollmacht wird geändert</translation>
    </message>
</context>
<context>
    <name>Place</name>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>Konten</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>Kalibrierung</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Compare cheques with references, and decide</source>
        <translation>Schecks mit Unterschriften vergleichen und entscheiden</translation>
    </message>
    <message>
        <source>Verify a folder of cheques</source>
        <translation>Einen Ordner mit Schecks prüfen</translation>
    </message>
    <message>
        <source>Accounts, who signs for them, and how</source>
        <translation>Konten, wer für sie zeichnet, und wie</translation>
    </message>
    <message>
        <source>Choose the threshold</source>
        <translation>Die Schwelle wählen</translation>
    </message>
    <message>
        <source>Appearance, review, shortcuts, model, diagnostics</source>
        <translation>Aussehen, Arbeitsweise, Tasten, Modell, Diagnose</translation>
    </message>
</context>
<context>
    <name>PlanForm</name>
    <message>
        <source>Import accounts</source>
        <translation>Konten einlesen</translation>
    </message>
    <message numerus="yes">
        <source>%n step(s); nothing has been changed yet.</source>
        <translation>
            <numerusform>%n Schritt; noch ist nichts geändert.</numerusform>
            <numerusform>%n Schritte; noch ist nichts geändert.</numerusform>
        </translation>
    </message>
    <message>
        <source>What the import would do</source>
        <translation>Was das Einlesen täte</translation>
    </message>
    <message>
        <source>What stands in its way</source>
        <translation>Was ihm im Weg steht</translation>
    </message>
    <message>
        <source>line {line}: {text}</source>
        <translation>Zeile {line}: {text}</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s); nothing is imported before they are put right.</source>
        <translation>
            <numerusform>%n Problem; nichts wird eingelesen, bevor es behoben ist.</numerusform>
            <numerusform>%n Probleme; nichts wird eingelesen, bevor sie behoben sind.</numerusform>
        </translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Einlesen</translation>
    </message>
</context>
<context>
    <name>Plots</name>
    <message>
        <source>Plots</source>
        <translation>Diagramme</translation>
    </message>
    <message>
        <source>similarity</source>
        <translation>Ähnlichkeit</translation>
    </message>
    <message>
        <source>stated chance that it is genuine</source>
        <translation>angegebene Wahrscheinlichkeit, dass sie echt ist</translation>
    </message>
    <message>
        <source>share of signatures</source>
        <translation>Anteil der Unterschriften</translation>
    </message>
    <message>
        <source>Histograms</source>
        <translation>Histogramme</translation>
    </message>
    <message>
        <source>Error rates</source>
        <translation>Fehlerraten</translation>
    </message>
    <message>
        <source>share judged wrongly</source>
        <translation>Anteil falsch beurteilt</translation>
    </message>
    <message>
        <source>skilled forgeries accepted</source>
        <translation>geübte Fälschungen angenommen</translation>
    </message>
    <message>
        <source>genuine signatures not accepted</source>
        <translation>echte Unterschriften nicht angenommen</translation>
    </message>
    <message>
        <source>DET</source>
        <translation>DET</translation>
    </message>
    <message>
        <source>ROC</source>
        <translation>ROC</translation>
    </message>
    <message>
        <source>genuine signatures accepted</source>
        <translation>echte Unterschriften angenommen</translation>
    </message>
    <message>
        <source>Reliability</source>
        <translation>Verlässlichkeit</translation>
    </message>
    <message>
        <source>share that was genuine</source>
        <translation>Anteil, der echt war</translation>
    </message>
    <message>
        <source>{plot}: {up} against {along}</source>
        <translation>{plot}: {up} gegen {along}</translation>
    </message>
    <message>
        <source>genuine</source>
        <translation>echt</translation>
    </message>
    <message>
        <source>skilled forgeries</source>
        <translation>geübte Fälschungen</translation>
    </message>
    <message>
        <source>random forgeries</source>
        <translation>zufällige Fälschungen</translation>
    </message>
    <message>
        <source>genuine not accepted (FRR)</source>
        <translation>echte nicht angenommen (FRR)</translation>
    </message>
    <message>
        <source>skilled accepted (FAR)</source>
        <translation>geübte angenommen (FAR)</translation>
    </message>
    <message>
        <source>random accepted (FAR)</source>
        <translation>zufällige angenommen (FAR)</translation>
    </message>
    <message>
        <source>ideal</source>
        <translation>ideal</translation>
    </message>
    <message>
        <source>as it was</source>
        <translation>wie es war</translation>
    </message>
</context>
<context>
    <name>ProfilesPanel</name>
    <message>
        <source>Profiles</source>
        <translation>Profile</translation>
    </message>
    <message>
        <source>Open its pairs</source>
        <translation>Seine Paare öffnen</translation>
    </message>
    <message>
        <source>Show the pairs that the chosen profile was made from</source>
        <translation>Die Paare zeigen, aus denen das gewählte Profil gemacht wurde</translation>
    </message>
    <message>
        <source>Use it…</source>
        <translation>Verwenden…</translation>
    </message>
    <message>
        <source>Use the chosen profile from now on</source>
        <translation>Das gewählte Profil von jetzt an verwenden</translation>
    </message>
    <message>
        <source>Roll back…</source>
        <translation>Zurück…</translation>
    </message>
    <message>
        <source>Use the profile again that was active before</source>
        <translation>Das Profil wieder verwenden, das vorher aktiv war</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Ausgeben…</translation>
    </message>
    <message>
        <source>Write the chosen profile into a file</source>
        <translation>Das gewählte Profil in eine Datei schreiben</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Einlesen…</translation>
    </message>
    <message>
        <source>Put a profile from a file on record</source>
        <translation>Ein Profil aus einer Datei verzeichnen</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>in Verwendung</translation>
    </message>
    <message>
        <source>waits for approval</source>
        <translation>wartet auf Freigabe</translation>
    </message>
    <message>
        <source>of another model</source>
        <translation>von einem anderen Modell</translation>
    </message>
    <message>
        <source>There is no profile: nothing is recommended.</source>
        <translation>Es gibt kein Profil: Es wird nichts empfohlen.</translation>
    </message>
    <message>
        <source>{name} belongs to another model: nothing is recommended until a profile of this model is in use.</source>
        <translation>{name} gehört zu einem anderen Modell: Es wird nichts empfohlen, bis ein Profil dieses Modells verwendet wird.</translation>
    </message>
    <message>
        <source>In use: {name}</source>
        <translation>In Verwendung: {name}</translation>
    </message>
    <message>
        <source>{count} signatures have been compared with it: too few to tell whether it still fits.</source>
        <translation>{count} Unterschriften wurden damit verglichen: zu wenige, um zu sagen, ob es noch passt.</translation>
    </message>
    <message>
        <source>Population stability index {index:.2f}.</source>
        <translation>Populationsstabilitätsindex {index:.2f}.</translation>
    </message>
    <message>
        <source>Of the last {count}, {flagged:.1f} % were not recommended to accept; {low:.1f} to {high:.1f} % are expected.</source>
        <translation>Von den letzten {count} wurden {flagged:.1f} % nicht zum Annehmen empfohlen; zu erwarten sind {low:.1f} bis {high:.1f} %.</translation>
    </message>
</context>
<context>
    <name>Quality</name>
    <message>
        <source>More than one box was found: B goes through them.</source>
        <translation>Mehrere Rahmen wurden gefunden: B geht sie durch.</translation>
    </message>
    <message>
        <source>The scan is clear.</source>
        <translation>Der Scan ist klar.</translation>
    </message>
    <message>
        <source>The scan is nearly black.</source>
        <translation>Der Scan ist fast schwarz.</translation>
    </message>
    <message>
        <source>There is next to nothing to be seen: the scan is almost of one brightness.</source>
        <translation>Es ist so gut wie nichts zu sehen: der Scan ist fast überall gleich hell.</translation>
    </message>
    <message>
        <source>The scan is faint: little contrast between ink and paper.</source>
        <translation>Der Scan ist blass: wenig Kontrast zwischen Tinte und Papier.</translation>
    </message>
    <message>
        <source>The scan is too dark.</source>
        <translation>Der Scan ist zu dunkel.</translation>
    </message>
    <message>
        <source>The scan is so blurred that strokes run together.</source>
        <translation>Der Scan ist so unscharf, dass Striche ineinanderlaufen.</translation>
    </message>
    <message>
        <source>The scan is blurred.</source>
        <translation>Der Scan ist unscharf.</translation>
    </message>
    <message>
        <source>The image is too small to show a signature.</source>
        <translation>Das Bild ist zu klein, um eine Unterschrift zu zeigen.</translation>
    </message>
    <message>
        <source>The resolution is low ({dpi} dots per inch); scan at 200 or more.</source>
        <translation>Die Auflösung ist gering ({dpi} Punkte pro Zoll); mit mindestens 200 scannen.</translation>
    </message>
    <message>
        <source>The scan lay askew by {degrees} degrees.</source>
        <translation>Der Scan lag um {degrees} Grad schief.</translation>
    </message>
    <message>
        <source>The scan is larger than a cheque: there may be another document on it.</source>
        <translation>Der Scan ist größer als ein Scheck: vielleicht liegt noch etwas darauf.</translation>
    </message>
    <message>
        <source>A corner is folded or torn off.</source>
        <translation>Eine Ecke ist umgeknickt oder abgerissen.</translation>
    </message>
</context>
<context>
    <name>Reason</name>
    <message>
        <source>The signature is probably a copy of a reference.</source>
        <translation>Die Unterschrift ist wahrscheinlich die Kopie einer Vergleichsunterschrift.</translation>
    </message>
    <message>
        <source>The signature is probably a copy of one on an earlier cheque.</source>
        <translation>Die Unterschrift ist wahrscheinlich die Kopie von einer auf einem früheren Scheck.</translation>
    </message>
    <message>
        <source>The similarity reaches the threshold.</source>
        <translation>Die Ähnlichkeit erreicht die Schwelle.</translation>
    </message>
    <message>
        <source>The similarity is below the threshold.</source>
        <translation>Die Ähnlichkeit liegt unter der Schwelle.</translation>
    </message>
    <message>
        <source>The similarity lies between the two thresholds. Let a second person look at it.</source>
        <translation>Die Ähnlichkeit liegt zwischen den beiden Schwellen. Eine zweite Person soll sie ansehen.</translation>
    </message>
    <message>
        <source>There is no reference to compare with. Add one to the account.</source>
        <translation>Es gibt nichts zum Vergleichen. Fügen Sie dem Konto eine Unterschrift hinzu.</translation>
    </message>
    <message>
        <source>No signature was found on the cheque. Draw its box by hand if there is one.</source>
        <translation>Auf dem Scheck wurde keine Unterschrift gefunden. Ziehen Sie einen Rahmen von Hand, wenn eine da ist.</translation>
    </message>
    <message>
        <source>There is too little ink to be a signature.</source>
        <translation>Das ist zu wenig Tinte für eine Unterschrift.</translation>
    </message>
    <message>
        <source>There is no calibration profile. Run the calibration.</source>
        <translation>Es gibt kein Kalibrierungsprofil. Führen Sie die Kalibrierung durch.</translation>
    </message>
    <message>
        <source>The calibration profile belongs to another model. Run the calibration again.</source>
        <translation>Das Kalibrierungsprofil gehört zu einem anderen Modell. Führen Sie die Kalibrierung erneut durch.</translation>
    </message>
    <message>
        <source>The scan cannot be read.</source>
        <translation>Der Scan kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The scan is too poor to compare signatures on it. Scan the cheque again.</source>
        <translation>Der Scan ist zu schlecht, um Unterschriften zu vergleichen. Scannen Sie den Scheck noch einmal.</translation>
    </message>
    <message>
        <source>Signed as the mandate asks.</source>
        <translation>Gezeichnet, wie die Vollmacht es verlangt.</translation>
    </message>
    <message>
        <source>Not signed as the mandate asks.</source>
        <translation>Nicht gezeichnet, wie die Vollmacht es verlangt.</translation>
    </message>
    <message>
        <source>The mandate asks to refer every cheque of this account.</source>
        <translation>Die Vollmacht verlangt, jeden Scheck dieses Kontos vorzulegen.</translation>
    </message>
    <message>
        <source>The mandate depends on the amount. Enter it.</source>
        <translation>Die Vollmacht hängt vom Betrag ab. Geben Sie ihn ein.</translation>
    </message>
    <message>
        <source>No rule of the mandate covers this amount.</source>
        <translation>Keine Regel der Vollmacht deckt diesen Betrag ab.</translation>
    </message>
    <message>
        <source>The manifest says account {listed}, the magnetic line {printed}. Look which is right.</source>
        <translation>Die Liste nennt Konto {listed}, die Magnetzeile {printed}. Bitte nachsehen, was stimmt.</translation>
    </message>
    <message>
        <source>The manifest lists the file for several accounts: {accounts}.</source>
        <translation>Die Liste führt die Datei bei mehreren Konten: {accounts}.</translation>
    </message>
    <message>
        <source>The manifest lists the file twice.</source>
        <translation>Die Liste führt die Datei zweimal.</translation>
    </message>
    <message>
        <source>The manifest&apos;s amount &apos;{said}&apos; cannot be understood.</source>
        <translation>Der Betrag der Liste „{said}“ ist nicht zu verstehen.</translation>
    </message>
    <message>
        <source>The manifest&apos;s date &apos;{said}&apos; cannot be understood.</source>
        <translation>Das Datum der Liste „{said}“ ist nicht zu verstehen.</translation>
    </message>
    <message>
        <source>Account {account} ({origin}) is not enrolled. Enrol it, or check the number.</source>
        <translation>Konto {account} ({origin}) ist nicht erfasst. Bitte erfassen oder die Nummer prüfen.</translation>
    </message>
    <message>
        <source>The manifest does not name its account.</source>
        <translation>Die Liste nennt kein Konto dazu.</translation>
    </message>
    <message>
        <source>No manifest names its account.</source>
        <translation>Keine Liste nennt ein Konto dazu.</translation>
    </message>
    <message>
        <source>No magnetic line can be read.</source>
        <translation>Es ist keine Magnetzeile zu lesen.</translation>
    </message>
    <message>
        <source>The magnetic line does not tell the account.</source>
        <translation>Die Magnetzeile nennt das Konto nicht.</translation>
    </message>
    <message>
        <source>Account {account} of the magnetic line is not enrolled.</source>
        <translation>Konto {account} der Magnetzeile ist nicht erfasst.</translation>
    </message>
    <message>
        <source>The same cheque was presented before: {file}, page {page}, run {run}.</source>
        <translation>Derselbe Scheck wurde schon vorgelegt: {file}, Seite {page}, Lauf {run}.</translation>
    </message>
    <message>
        <source>The program that reads {file} was ended. Open and save it in another program.</source>
        <translation>Das Programm, das {file} liest, wurde beendet. Bitte die Datei in einem anderen Programm öffnen und speichern.</translation>
    </message>
    <message>
        <source>The program that reads {file} hangs. Open and save it in another program.</source>
        <translation>Das Programm, das {file} liest, antwortet nicht. Bitte die Datei in einem anderen Programm öffnen und speichern.</translation>
    </message>
    <message>
        <source>The back of a cheque.</source>
        <translation>Die Rückseite eines Schecks.</translation>
    </message>
</context>
<context>
    <name>RecommendationPanel</name>
    <message>
        <source>Recommendation</source>
        <translation>Empfehlung</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>Vergleich läuft…</translation>
    </message>
    <message>
        <source>Decide, or press {reveal} to see what the program says.</source>
        <translation>Entscheiden, oder {reveal} drücken, um zu sehen, was das Programm sagt.</translation>
    </message>
    <message>
        <source>Look first</source>
        <translation>Erst hinsehen</translation>
    </message>
</context>
<context>
    <name>ReferenceMatrix</name>
    <message>
        <source>References compared with each other</source>
        <translation>Vergleichsunterschriften untereinander</translation>
    </message>
    <message>
        <source>With two references or more, they are compared with each other here.</source>
        <translation>Ab zwei Vergleichsunterschriften werden sie hier untereinander verglichen.</translation>
    </message>
    <message>
        <source>Without a calibration profile of this model, references cannot be compared with each other.</source>
        <translation>Ohne Kalibrierungsprofil dieses Modells lassen sich Unterschriften nicht untereinander vergleichen.</translation>
    </message>
    <message>
        <source>{name} matches no other</source>
        <translation>{name} passt zu keiner anderen</translation>
    </message>
</context>
<context>
    <name>ReferenceSet</name>
    <message>
        <source>No account number was typed. Type one, then press Enter.</source>
        <translation>Es wurde keine Kontonummer eingegeben. Geben Sie eine ein und drücken Sie die Eingabetaste.</translation>
    </message>
    <message>
        <source>Loading the references</source>
        <translation>Vergleichsunterschriften werden geladen</translation>
    </message>
    <message>
        <source>A reference of an account cannot be left out here: all of them are compared with. Clear the references to compare with files instead.</source>
        <translation>Eine Unterschrift eines Kontos kann hier nicht weggelassen werden: mit allen wird verglichen. Leeren Sie die Liste, um mit Dateien zu vergleichen.</translation>
    </message>
</context>
<context>
    <name>ReferenceStrip</name>
    <message>
        <source>References, the most alike first</source>
        <translation>Vergleichsunterschriften, die ähnlichste zuerst</translation>
    </message>
    <message>
        <source>References</source>
        <translation>Vergleichsunterschriften</translation>
    </message>
    <message>
        <source>earlier cheque</source>
        <translation>früherer Scheck</translation>
    </message>
    <message>
        <source>distance {distance:.2f}</source>
        <translation>Abstand {distance:.2f}</translation>
    </message>
    <message>
        <source>best</source>
        <translation>beste</translation>
    </message>
    <message>
        <source>copied?</source>
        <translation>kopiert?</translation>
    </message>
    <message>
        <source>All references appear here, the most alike first.</source>
        <translation>Hier stehen alle Vergleichsunterschriften, die ähnlichste zuerst.</translation>
    </message>
</context>
<context>
    <name>References</name>
    <message>
        <source>Add references</source>
        <translation>Vergleichsunterschriften hinzufügen</translation>
    </message>
    <message>
        <source>Open a signature card</source>
        <translation>Unterschriftenkarte öffnen</translation>
    </message>
    <message>
        <source>Adding references</source>
        <translation>Vergleichsunterschriften werden hinzugefügt</translation>
    </message>
    <message>
        <source>Adding the reference</source>
        <translation>Vergleichsunterschrift wird hinzugefügt</translation>
    </message>
    <message>
        <source>There is no image in the clipboard. Copy one, then paste again.</source>
        <translation>In der Zwischenablage ist kein Bild. Kopieren Sie eines und fügen Sie es dann ein.</translation>
    </message>
    <message>
        <source>Retiring the reference</source>
        <translation>Vergleichsunterschrift wird ausgemustert</translation>
    </message>
    <message>
        <source>The reference stays on record, but cheques are no longer compared with it.</source>
        <translation>Die Vergleichsunterschrift bleibt in den Akten, aber Schecks werden nicht mehr mit ihr verglichen.</translation>
    </message>
    <message>
        <source>Retire the reference</source>
        <translation>Vergleichsunterschrift ausmustern</translation>
    </message>
    <message>
        <source>Limiting the reference</source>
        <translation>Gültigkeit wird begrenzt</translation>
    </message>
    <message>
        <source>Valid from and until</source>
        <translation>Gültig von und bis</translation>
    </message>
    <message>
        <source>Reading {file}</source>
        <translation>{file} wird gelesen</translation>
    </message>
</context>
<context>
    <name>RetentionPanel</name>
    <message>
        <source>Only an administrator removes signatures.</source>
        <translation>Nur ein Administrator entfernt Unterschriften.</translation>
    </message>
    <message>
        <source> days</source>
        <translation> Tage</translation>
    </message>
    <message>
        <source>Signatures are old after so many days</source>
        <translation>Unterschriften sind nach so vielen Tagen alt</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Zählen</translation>
    </message>
    <message>
        <source>Count the signatures that are older; nothing is changed</source>
        <translation>Zählen, welche Unterschriften älter sind; nichts wird geändert</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen…</translation>
    </message>
    <message>
        <source>Remove the signatures that were counted, for good</source>
        <translation>Die gezählten Unterschriften endgültig entfernen</translation>
    </message>
    <message>
        <source>Older than</source>
        <translation>Älter als</translation>
    </message>
    <message>
        <source>Counting old signatures</source>
        <translation>Alte Unterschriften werden gezählt</translation>
    </message>
    <message>
        <source>Of before {day} would be removed: {what}. Results and decisions stay.</source>
        <translation>Von vor dem {day} würden entfernt: {what}. Ergebnisse und Entscheidungen bleiben.</translation>
    </message>
    <message>
        <source>Nothing is older than {day} that could be removed.</source>
        <translation>Nichts, was entfernt werden könnte, ist älter als {day}.</translation>
    </message>
    <message numerus="yes">
        <source>%n questioned signature(s)</source>
        <translation>
            <numerusform>%n fragliche Unterschrift</numerusform>
            <numerusform>%n fragliche Unterschriften</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) of references</source>
        <translation>
            <numerusform>%n Bild von Vergleichsunterschriften</numerusform>
            <numerusform>%n Bilder von Vergleichsunterschriften</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n embedding(s) of references</source>
        <translation>
            <numerusform>%n Einbettung von Vergleichsunterschriften</numerusform>
            <numerusform>%n Einbettungen von Vergleichsunterschriften</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the ink of %n reference(s)</source>
        <translation>
            <numerusform>die Tinte von %n Vergleichsunterschrift</numerusform>
            <numerusform>die Tinte von %n Vergleichsunterschriften</numerusform>
        </translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>{what} of before {day} are removed for good: nothing brings them back but a backup of before. Results, decisions and their proof stay.</source>
        <translation>Von vor dem {day} wird endgültig entfernt: {what}. Nur eine Sicherung von vorher bringt es zurück. Ergebnisse, Entscheidungen und ihr Nachweis bleiben.</translation>
    </message>
    <message>
        <source>Remove old signatures</source>
        <translation>Alte Unterschriften entfernen</translation>
    </message>
    <message>
        <source>Remove for good</source>
        <translation>Endgültig entfernen</translation>
    </message>
    <message>
        <source>Removing old signatures</source>
        <translation>Alte Unterschriften werden entfernt</translation>
    </message>
    <message>
        <source>Removed of before {day}: {what}.</source>
        <translation>Von vor dem {day} entfernt: {what}.</translation>
    </message>
    <message>
        <source>These backups may still hold them; delete those that you can:</source>
        <translation>Diese Sicherungen können sie noch enthalten; löschen, welche entbehrlich sind:</translation>
    </message>
    <message>
        <source>Stopped. What was removed until then is gone; count again to go on.</source>
        <translation>Angehalten. Was bis dahin entfernt wurde, ist weg; zum Weitermachen noch einmal zählen.</translation>
    </message>
</context>
<context>
    <name>Role</name>
    <message>
        <source>clerk</source>
        <translation>Sachbearbeiter</translation>
    </message>
    <message>
        <source>supervisor</source>
        <translation>Vorgesetzter</translation>
    </message>
    <message>
        <source>administrator</source>
        <translation>Administrator</translation>
    </message>
</context>
<context>
    <name>RuleRow</name>
    <message>
        <source>How many sign</source>
        <translation>Wie viele zeichnen</translation>
    </message>
    <message>
        <source>Of whom</source>
        <translation>Von wem</translation>
    </message>
    <message>
        <source>Up to what amount</source>
        <translation>Bis zu welchem Betrag</translation>
    </message>
    <message>
        <source>any amount</source>
        <translation>jeder Betrag</translation>
    </message>
    <message>
        <source>Remove the rule</source>
        <translation>Die Regel entfernen</translation>
    </message>
    <message>
        <source>of</source>
        <translation>von</translation>
    </message>
    <message>
        <source>up to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>any signatory</source>
        <translation>jede berechtigte Person</translation>
    </message>
</context>
<context>
    <name>RunBar</name>
    <message>
        <source>Batch</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Runs on record, the newest first</source>
        <translation>Aufgezeichnete Läufe, der neueste zuerst</translation>
    </message>
    <message>
        <source>no run yet</source>
        <translation>noch kein Lauf</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner…</translation>
    </message>
    <message>
        <source>Choose a folder of cheques and how to go through it</source>
        <translation>Einen Ordner mit Schecks wählen, und wie er durchgegangen wird</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Start, or go on where it stopped</source>
        <translation>Starten oder weitermachen, wo es aufhörte</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Take up nothing new until you go on</source>
        <translation>Nichts Neues beginnen, bis Sie weitermachen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop; what is finished is kept, and Start goes on</source>
        <translation>Anhalten; was fertig ist, bleibt, und „Starten“ macht weiter</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Ausgeben…</translation>
    </message>
    <message>
        <source>Write the report as PDF, CSV or JSON</source>
        <translation>Den Bericht als PDF, CSV oder JSON schreiben</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>Fortschritt des Laufs</translation>
    </message>
    <message>
        <source>Progress in words</source>
        <translation>Fortschritt in Worten</translation>
    </message>
    <message>
        <source>{number}: {name}, {date}</source>
        <translation>{number}: {name}, {date}</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message numerus="yes">
        <source>%n flagged</source>
        <translation>
            <numerusform>%n markiert</numerusform>
            <numerusform>%n markiert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n fehlgeschlagen</numerusform>
            <numerusform>%n fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>{speed:.1f}/s</source>
        <translation>{speed:.1f}/s</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear the search</source>
        <translation>Suche leeren</translation>
    </message>
</context>
<context>
    <name>Services</name>
    <message>
        <source>on an earlier cheque</source>
        <translation>auf einem früheren Scheck</translation>
    </message>
    <message>
        <source>added {date}</source>
        <translation>hinzugefügt {date}</translation>
    </message>
    <message>
        <source>{dpi:.0f} dpi, estimated</source>
        <translation>{dpi:.0f} dpi, geschätzt</translation>
    </message>
    <message>
        <source>page {page} of {pages}</source>
        <translation>Seite {page} von {pages}</translation>
    </message>
</context>
<context>
    <name>SettingsView</name>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>Wie der Schreibtisch</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Look first: hide the similarity until I have decided or asked for it</source>
        <translation>Erst hinsehen: Ähnlichkeit verbergen, bis ich entschieden oder nach ihr gefragt habe</translation>
    </message>
    <message>
        <source>Show the next cheque as soon as I have decided</source>
        <translation>Den nächsten Scheck zeigen, sobald ich entschieden habe</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>Den Ordner öffnen</translation>
    </message>
    <message>
        <source>the one that came with sigverify</source>
        <translation>das mitgelieferte</translation>
    </message>
    <message>
        <source>the active one</source>
        <translation>das aktive</translation>
    </message>
    <message>
        <source>Examine</source>
        <translation>Untersuchen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>What works on this machine</source>
        <translation>Was auf diesem Rechner funktioniert</translation>
    </message>
    <message>
        <source>Examine says what works on this machine, and what does not.</source>
        <translation>Untersuchen sagt, was auf diesem Rechner funktioniert und was nicht.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Arbeitsweise</translation>
    </message>
    <message>
        <source>Operators</source>
        <translation>Bearbeiter</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Data and model</source>
        <translation>Daten und Modell</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>Datenordner</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Calibration profile</source>
        <translation>Kalibrierungsprofil</translation>
    </message>
    <message>
        <source>Old signatures</source>
        <translation>Alte Unterschriften</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>Keeping the settings</source>
        <translation>Einstellungen werden gespeichert</translation>
    </message>
    <message>
        <source>Examining this machine</source>
        <translation>Dieser Rechner wird untersucht</translation>
    </message>
    <message>
        <source>works</source>
        <translation>geht</translation>
    </message>
    <message>
        <source>FAILS</source>
        <translation>FEHLT</translation>
    </message>
</context>
<context>
    <name>ShortcutEditor</name>
    <message>
        <source>Commands and their keys</source>
        <translation>Befehle und ihre Tasten</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>New keys</source>
        <translation>Neue Tasten</translation>
    </message>
    <message>
        <source>Use these keys</source>
        <translation>Diese Tasten verwenden</translation>
    </message>
    <message>
        <source>Usual keys</source>
        <translation>Übliche Tasten</translation>
    </message>
    <message>
        <source>Give the command its usual keys</source>
        <translation>Dem Befehl seine üblichen Tasten geben</translation>
    </message>
    <message>
        <source>Click into the field and press the keys.</source>
        <translation>Klicken Sie in das Feld und drücken Sie die Tasten.</translation>
    </message>
    <message>
        <source>These keys already do something: {what}.</source>
        <translation>Diese Tasten sind schon vergeben: {what}.</translation>
    </message>
    <message>
        <source>Search for a command or keys</source>
        <translation>Befehl oder Tasten suchen</translation>
    </message>
    <message>
        <source>No command has these words.</source>
        <translation>Kein Befehl hat diese Wörter.</translation>
    </message>
</context>
<context>
    <name>Showing</name>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen…</translation>
    </message>
    <message>
        <source>This cheque cannot be read</source>
        <translation>Dieser Scheck ist nicht lesbar</translation>
    </message>
    <message>
        <source>The message above says why.</source>
        <translation>Die Meldung oben sagt, warum.</translation>
    </message>
    <message>
        <source>The cheque cannot be read. Open another one, or go on with {next}.</source>
        <translation>Der Scheck kann nicht gelesen werden. Einen anderen öffnen, oder mit {next} weiter.</translation>
    </message>
    <message>
        <source>No cheque</source>
        <translation>Kein Scheck</translation>
    </message>
    <message>
        <source>Reading it was stopped.</source>
        <translation>Das Lesen wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Open the cheque again, or go on with {next}.</source>
        <translation>Den Scheck erneut öffnen, oder mit {next} weiter.</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Open a cheque.</source>
        <translation>Öffnen Sie einen Scheck.</translation>
    </message>
    <message>
        <source>Load an account and open a cheque.</source>
        <translation>Laden Sie ein Konto und öffnen Sie einen Scheck.</translation>
    </message>
    <message>
        <source>Nothing to compare yet</source>
        <translation>Noch nichts zu vergleichen</translation>
    </message>
    <message>
        <source>The comparison failed; the message above says why.</source>
        <translation>Der Vergleich ist fehlgeschlagen; die Meldung oben sagt warum.</translation>
    </message>
    <message>
        <source>Press Locate to compare.</source>
        <translation>Drücken Sie Suchen, um zu vergleichen.</translation>
    </message>
    <message>
        <source>References</source>
        <translation>Vergleichsunterschriften</translation>
    </message>
    <message>
        <source>of account {number}</source>
        <translation>des Kontos {number}</translation>
    </message>
    <message>
        <source>{at} of {count}</source>
        <translation>{at} von {count}</translation>
    </message>
</context>
<context>
    <name>SignInForm</name>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Bearbeiter</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
</context>
<context>
    <name>SignatoryForm</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Erster Tag</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Letzter Tag</translation>
    </message>
    <message>
        <source>Stricter than usual, for a signature that is easy to forge</source>
        <translation>Strenger als üblich, für eine leicht zu fälschende Unterschrift</translation>
    </message>
    <message>
        <source>Stricter threshold</source>
        <translation>Strengere Schwelle</translation>
    </message>
    <message>
        <source>Threshold on similarity</source>
        <translation>Schwelle der Ähnlichkeit</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
</context>
<context>
    <name>SignatureChips</name>
    <message>
        <source>Signature {number}</source>
        <translation>Unterschrift {number}</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemand</translation>
    </message>
</context>
<context>
    <name>SignaturePanes</name>
    <message>
        <source>Reference signature</source>
        <translation>Vergleichsunterschrift</translation>
    </message>
    <message>
        <source>Questioned signature</source>
        <translation>Fragliche Unterschrift</translation>
    </message>
    <message>
        <source>Both signatures</source>
        <translation>Beide Unterschriften</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Questioned</source>
        <translation>Fraglich</translation>
    </message>
    <message>
        <source>moved by hand, {lay_back} lays it back</source>
        <translation>von Hand verschoben, {lay_back} legt sie zurück</translation>
    </message>
</context>
<context>
    <name>SignatureView</name>
    <message>
        <source>Reference</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Questioned</source>
        <translation>Fraglich</translation>
    </message>
</context>
<context>
    <name>SignedOut</name>
    <message>
        <source>Nobody has signed in</source>
        <translation>Niemand ist angemeldet</translation>
    </message>
    <message>
        <source>Accounts and cheques are shown to whoever has signed in.</source>
        <translation>Konten und Schecks werden dem gezeigt, der angemeldet ist.</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Anmelden…</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
</context>
<context>
    <name>SimilarityBar</name>
    <message>
        <source>Similarity and threshold</source>
        <translation>Ähnlichkeit und Schwelle</translation>
    </message>
    <message>
        <source>No similarity: nothing was scored</source>
        <translation>Keine Ähnlichkeit: nichts wurde bewertet</translation>
    </message>
    <message>
        <source>Similarity {similarity:.2f}, threshold {threshold:.2f}, {margin}</source>
        <translation>Ähnlichkeit {similarity:.2f}, Schwelle {threshold:.2f}, {margin}</translation>
    </message>
    <message>
        <source>no similarity</source>
        <translation>keine Ähnlichkeit</translation>
    </message>
    <message>
        <source>threshold {threshold:.2f}</source>
        <translation>Schwelle {threshold:.2f}</translation>
    </message>
    <message>
        <source>similarity {similarity:.2f}, {margin}</source>
        <translation>Ähnlichkeit {similarity:.2f}, {margin}</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Model: loading…</source>
        <translation>Modell: wird geladen…</translation>
    </message>
    <message>
        <source>Calibration: loading…</source>
        <translation>Kalibrierung: wird geladen…</translation>
    </message>
    <message>
        <source>Calibration profile</source>
        <translation>Kalibrierungsprofil</translation>
    </message>
    <message>
        <source>Go to Calibration</source>
        <translation>Zu Kalibrierung gehen</translation>
    </message>
    <message>
        <source>Progress of the background job</source>
        <translation>Fortschritt der Arbeit im Hintergrund</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancel the background job</source>
        <translation>Die Arbeit im Hintergrund abbrechen</translation>
    </message>
    <message>
        <source>Stop what is running, Esc</source>
        <translation>Anhalten, was läuft, Esc</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Bearbeiter</translation>
    </message>
    <message>
        <source>Sign in as another operator</source>
        <translation>Als jemand anders anmelden</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>Freigaben</translation>
    </message>
    <message>
        <source>Look at what waits for a second look or for approval</source>
        <translation>Ansehen, was auf einen zweiten Blick oder auf Freigabe wartet</translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation>Modell: {name}</translation>
    </message>
    <message>
        <source>Calibration: none, nothing can be recommended</source>
        <translation>Kalibrierung: keine, nichts kann empfohlen werden</translation>
    </message>
    <message>
        <source>Calibration: {name} belongs to another model, nothing can be recommended</source>
        <translation>Kalibrierung: {name} gehört zu einem anderen Modell, nichts kann empfohlen werden</translation>
    </message>
    <message>
        <source>Calibration: {name}</source>
        <translation>Kalibrierung: {name}</translation>
    </message>
    <message>
        <source>Model: not loaded</source>
        <translation>Modell: nicht geladen</translation>
    </message>
    <message>
        <source>Calibration: not loaded</source>
        <translation>Kalibrierung: nicht geladen</translation>
    </message>
    <message numerus="yes">
        <source>%n to approve</source>
        <translation>
            <numerusform>%n Freigabe offen</numerusform>
            <numerusform>%n Freigaben offen</numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody has signed in</source>
        <translation>Niemand ist angemeldet</translation>
    </message>
    <message>
        <source>Operator: {name}, {role}</source>
        <translation>Bearbeiter: {name}, {role}</translation>
    </message>
    <message>
        <source>Operator: {name}, not registered: may look, and change nothing</source>
        <translation>Bearbeiter: {name}, nicht eingetragen: darf sehen, aber nichts ändern</translation>
    </message>
    <message>
        <source>Operator: {name}</source>
        <translation>Bearbeiter: {name}</translation>
    </message>
</context>
<context>
    <name>StepsPanel</name>
    <message>
        <source>Steps of a calibration</source>
        <translation>Schritte einer Kalibrierung</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner…</translation>
    </message>
    <message>
        <source>Take a folder of signatures: set, writer, genuine, forged</source>
        <translation>Einen Ordner mit Unterschriften nehmen: Sammlung, Person, genuine, forged</translation>
    </message>
    <message>
        <source>Pairs…</source>
        <translation>Paare…</translation>
    </message>
    <message>
        <source>Take a CSV file of labelled pairs</source>
        <translation>Eine CSV-Datei mit benannten Paaren nehmen</translation>
    </message>
    <message>
        <source>Own cheques</source>
        <translation>Eigene</translation>
    </message>
    <message>
        <source>Take the bank&apos;s own cheques whose outcome is known independently</source>
        <translation>Eigene Schecks der Bank nehmen, deren Ausgang unabhängig bekannt ist</translation>
    </message>
    <message>
        <source>Use this threshold…</source>
        <translation>Schwelle verwenden…</translation>
    </message>
    <message>
        <source>Make a profile of it and use it from now on</source>
        <translation>Ein Profil daraus machen und ab jetzt verwenden</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>Bericht…</translation>
    </message>
    <message>
        <source>Write the calibration into a PDF file</source>
        <translation>Die Kalibrierung in eine PDF-Datei schreiben</translation>
    </message>
    <message>
        <source>{pairs} comparisons of {writers} writers</source>
        <translation>{pairs} Vergleiche von {writers} Personen</translation>
    </message>
    <message>
        <source>1  Pairs</source>
        <translation>1  Paare</translation>
    </message>
    <message>
        <source>2  Scores</source>
        <translation>2  Vergleich</translation>
    </message>
    <message>
        <source>3  Choose</source>
        <translation>3  Wahl</translation>
    </message>
    <message>
        <source>4  Activate</source>
        <translation>4  Einsatz</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>Profile</translation>
    </message>
</context>
<context>
    <name>Tone</name>
    <message>
        <source>Recommend accept</source>
        <translation>Annehmen empfohlen</translation>
    </message>
    <message>
        <source>Recommend flag</source>
        <translation>Beanstanden empfohlen</translation>
    </message>
    <message>
        <source>Cannot score</source>
        <translation>Nicht bewertbar</translation>
    </message>
</context>
<context>
    <name>Using</name>
    <message>
        <source>Making the profile</source>
        <translation>Profil wird gemacht</translation>
    </message>
    <message>
        <source>Would change {changed} of the last {count} recommendations: {flagged} newly flagged, {accepted} newly accepted.</source>
        <translation>Würde {changed} der letzten {count} Empfehlungen ändern: {flagged} neu beanstandet, {accepted} neu angenommen.</translation>
    </message>
    <message>
        <source>Use another calibration profile</source>
        <translation>Ein anderes Kalibrierungsprofil verwenden</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Activating the profile</source>
        <translation>Profil wird aktiviert</translation>
    </message>
    <message>
        <source>On these pairs {far:.1f} % of the skilled forgeries are accepted (now in use: {old_far:.1f} %), and {frr:.1f} % of the genuine signatures are not ({old_frr:.1f} %).</source>
        <translation>An diesen Paaren werden {far:.1f} % der geübten Fälschungen angenommen (jetzt im Einsatz: {old_far:.1f} %), und {frr:.1f} % der echten Unterschriften nicht ({old_frr:.1f} %).</translation>
    </message>
    <message>
        <source>Of new people expect {low:.1f} to {high:.1f} % of the skilled forgeries to be accepted, and {least:.1f} to {most:.1f} % of the genuine signatures not to be (95 %).</source>
        <translation>Bei neuen Personen ist zu erwarten, dass {low:.1f} bis {high:.1f} % der geübten Fälschungen angenommen werden und {least:.1f} bis {most:.1f} % der echten Unterschriften nicht (95 %).</translation>
    </message>
</context>
<context>
    <name>VerifyView</name>
    <message>
        <source>{cheque}: the decision waits for a second look by somebody else.</source>
        <translation>{cheque}: die Entscheidung wartet auf einen zweiten Blick von jemand anderem.</translation>
    </message>
    <message>
        <source>Comparing</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Recorded, but the program recommends otherwise. Decide again, or go on with {next}.</source>
        <translation>Festgehalten, aber das Programm empfiehlt etwas anderes. Neu entscheiden, oder mit {next} weiter.</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>At this threshold {forgeries} passed and {genuine} were rejected, on {writers} validation writers.</source>
        <translation>Bei dieser Schwelle gingen {forgeries} durch, und {genuine} wurden abgewiesen, an {writers} Personen zur Prüfung.</translation>
    </message>
    <message>
        <source>The signatory&apos;s own threshold is stricter than the profile&apos;s, at which {forgeries} passed and {genuine} were rejected, on {writers} validation writers. At this one no more pass, and no fewer are rejected.</source>
        <translation>Die eigene Schwelle dieser Person ist strenger als die des Profils, bei der {forgeries} durchgingen und {genuine} abgewiesen wurden, an {writers} Personen zur Prüfung. Bei dieser gehen nicht mehr durch, und nicht weniger werden abgewiesen.</translation>
    </message>
    <message>
        <source>skilled forgeries</source>
        <translation>geübten Fälschungen</translation>
    </message>
    <message>
        <source>genuine signatures</source>
        <translation>echten Unterschriften</translation>
    </message>
    <message>
        <source>{apart:.2f} above the threshold</source>
        <translation>{apart:.2f} über der Schwelle</translation>
    </message>
    <message>
        <source>{apart:.2f} below the threshold</source>
        <translation>{apart:.2f} unter der Schwelle</translation>
    </message>
    <message>
        <source>{count} of {of} to sign any amount</source>
        <translation>{count} von {of} für jeden Betrag</translation>
    </message>
    <message>
        <source>{count} of {of} to sign up to {amount}</source>
        <translation>{count} von {of} bis {amount}</translation>
    </message>
    <message>
        <source>95 % interval {low:.2g} to {high:.2g} %</source>
        <translation>95-%-Bereich {low:.2g} bis {high:.2g} %</translation>
    </message>
    <message>
        <source>none of {of:,} {what} ({interval})</source>
        <translation>keine von {of:,} {what} ({interval})</translation>
    </message>
    <message>
        <source>1 in {one_in:,} {what} ({interval})</source>
        <translation>1 von {one_in:,} {what} ({interval})</translation>
    </message>
    <message>
        <source>{in_hundred} in 100 {what} ({interval})</source>
        <translation>{in_hundred} von 100 {what} ({interval})</translation>
    </message>
</context>
<context>
    <name>_Offers</name>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Hide these offers</source>
        <translation>Diese Angebote ausblenden</translation>
    </message>
</context>
<context>
    <name>_Reasons</name>
    <message>
        <source>Why is it flagged? Press a digit, or Esc</source>
        <translation>Warum wird beanstandet? Drücken Sie eine Ziffer, oder Esc</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>Warum?</translation>
    </message>
    <message>
        <source>Not now (Esc)</source>
        <translation>Jetzt nicht (Esc)</translation>
    </message>
    <message>
        <source>Do not flag now</source>
        <translation>Jetzt nicht beanstanden</translation>
    </message>
</context>
</TS>
