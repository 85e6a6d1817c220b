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
