<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AccountLine</name>
    <message numerus="yes">
        <source>%n reference(s)</source>
        <translation>
            <numerusform>%n reference</numerusform>
            <numerusform>%n references</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AccountsView</name>
    <message numerus="yes">
        <source>%n account(s)</source>
        <translation>
            <numerusform>%n account</numerusform>
            <numerusform>%n accounts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BatchView</name>
    <message numerus="yes">
        <source>Finished: %n cheque(s).</source>
        <translation>
            <numerusform>Finished: %n cheque.</numerusform>
            <numerusform>Finished: %n cheques.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CardForm</name>
    <message numerus="yes">
        <source>Add %n reference(s)</source>
        <translation>
            <numerusform>Add %n reference</numerusform>
            <numerusform>Add %n references</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ListActions</name>
    <message numerus="yes">
        <source>%n cheque(s) above the threshold, in total {total}.</source>
        <translation>
            <numerusform>%n cheque above the threshold, in total {total}.</numerusform>
            <numerusform>%n cheques above the threshold, in total {total}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n of them the amount is not known.</source>
        <translation>
            <numerusform>Of %n of them the amount is not known.</numerusform>
            <numerusform>Of %n of them the amount is not known.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accept %n cheque(s)</source>
        <translation>
            <numerusform>Accept %n cheque</numerusform>
            <numerusform>Accept %n cheques</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n decision(s) taken back.</source>
        <translation>
            <numerusform>%n decision taken back.</numerusform>
            <numerusform>%n decisions taken back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accepting %n cheque(s)</source>
        <translation>
            <numerusform>Accepting %n cheque</numerusform>
            <numerusform>Accepting %n cheques</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cheque(s) accepted. Ctrl+Z takes it back.</source>
        <translation>
            <numerusform>%n cheque accepted. Ctrl+Z takes it back.</numerusform>
            <numerusform>%n cheques accepted. Ctrl+Z takes it back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them wait(s) for a second look.</source>
        <translation>
            <numerusform>%n of them waits for a second look.</numerusform>
            <numerusform>%n of them wait for a second look.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be accepted; the details say why.</source>
        <translation>
            <numerusform>%n could not be accepted; the details say why.</numerusform>
            <numerusform>%n could not be accepted; the details say why.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ListPanel</name>
    <message numerus="yes">
        <source>Accept %n above the threshold…</source>
        <translation>
            <numerusform>Accept %n above the threshold…</numerusform>
            <numerusform>Accept %n above the threshold…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PlanForm</name>
    <message numerus="yes">
        <source>%n step(s); nothing has been changed yet.</source>
        <translation>
            <numerusform>%n step; nothing has been changed yet.</numerusform>
            <numerusform>%n steps; nothing has been changed yet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s); nothing is imported before they are put right.</source>
        <translation>
            <numerusform>%n problem; nothing is imported before it is put right.</numerusform>
            <numerusform>%n problems; nothing is imported before they are put right.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RetentionPanel</name>
    <message numerus="yes">
        <source>%n questioned signature(s)</source>
        <translation>
            <numerusform>%n questioned signature</numerusform>
            <numerusform>%n questioned signatures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) of references</source>
        <translation>
            <numerusform>%n image of references</numerusform>
            <numerusform>%n images of references</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n embedding(s) of references</source>
        <translation>
            <numerusform>%n embedding of references</numerusform>
            <numerusform>%n embeddings of references</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the ink of %n reference(s)</source>
        <translation>
            <numerusform>the ink of %n reference</numerusform>
            <numerusform>the ink of %n references</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunBar</name>
    <message numerus="yes">
        <source>%n flagged</source>
        <translation>
            <numerusform>%n flagged</numerusform>
            <numerusform>%n flagged</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message numerus="yes">
        <source>%n to approve</source>
        <translation>
            <numerusform>%n to approve</numerusform>
            <numerusform>%n to approve</numerusform>
        </translation>
    </message>
</context>
</TS>
