"""Who may work here, and what the bank asks of them: for administrators; everybody else may look."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sigverify.operators import LONGEST_PASSWORD, SHORTEST_PASSWORD, Operator, Permission, Role
from sigverify.settings import Settings
from ui.buttons import named_button
from ui.forms import Form
from ui.message_strip import MessageStrip
from ui.runner import Runner
from ui.services import Services
from ui.standing import Standing, role_name

if TYPE_CHECKING:  # brings the database
    from sigverify.records import Records

_ROLE = Qt.ItemDataRole.UserRole
_LARGEST = 1e12


class OperatorsPanel(QWidget):
    """The policy's switches and the list of operators.

    Signals
    -------
    changed
        An operator was added or changed.
    """

    changed = Signal()

    def __init__(self, settings: Settings, services: Services, runner: Runner, message: MessageStrip) -> None:
        super().__init__()
        self._services, self._runner, self._message = services, runner, message
        self._standing: Standing | None = None
        self._operators: tuple[Operator, ...] = ()
        self._build(settings)
        self.list.currentItemChanged.connect(lambda *_: self._offer())
        self.add.clicked.connect(self._ask_to_add)
        self.change.clicked.connect(self._ask_role)
        self.password.clicked.connect(self._ask_password)
        self.retire.clicked.connect(self._ask_to_retire)
        self._offer()

    @property
    def chosen(self) -> Operator | None:
        """The operator that is chosen in the list."""
        item = self.list.currentItem()
        chosen: Operator | None = None if item is None else item.data(0, _ROLE)
        return chosen

    def show_standing(self, standing: Standing) -> None:
        """Offer what this operator may do."""
        self._standing = standing
        self._offer()
        if self.isVisible():
            self.reload()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.reload()

    def reload(self) -> None:
        """Ask again who is registered."""
        self._runner.submit(
            "operators",
            self.tr("Reading the operators"),
            lambda _report, _cancel: self._services.app.records.operators(),
            self._show_operators,
            self._message.show_error,
        )

    def _build(self, settings: Settings) -> None:
        self.sign_in = _switch(
            self.tr("Operators sign in with a password, from the next start on"), settings.sign_in
        )
        self.four_eyes = _switch(
            self.tr("Four eyes: references, mandates and profiles count once somebody else approves"),
            settings.four_eyes,
        )
        self.second_look = QDoubleSpinBox()
        self.second_look.setDecimals(0)
        self.second_look.setRange(0, _LARGEST)
        self.second_look.setSingleStep(1000)
        self.second_look.setGroupSeparatorShown(True)
        self.second_look.setSpecialValueText(self.tr("never"))
        self.second_look.setKeyboardTracking(False)
        self.second_look.setValue(settings.second_look_above)
        self.second_look.setFixedWidth(220)
        for field in (self.second_look, *self.second_look.findChildren(QLineEdit)):
            field.setAccessibleName(self.tr("Accepting takes a second look above this amount"))
        self.list = QTreeWidget()
        self.list.setAccessibleName(self.tr("Operators"))
        self.list.setRootIsDecorated(False)
        self.list.setHeaderLabels([self.tr("Operator"), self.tr("Name"), self.tr("Role"), self.tr("State")])
        self.list.setColumnWidth(0, 160)
        self.list.setColumnWidth(1, 200)
        self.list.setColumnWidth(2, 130)
        self.list.setFixedHeight(150)
        self.add = named_button(self.tr("Add…"), self.tr("Register an operator"))
        self.change = named_button(self.tr("Role…"), self.tr("Change the operator's role"))
        self.password = named_button(self.tr("Password…"), self.tr("Give the operator a new password"))
        self.retire = named_button(self.tr("Retire…"), self.tr("Let the operator not work here any more"))
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        self.hint.setProperty("muted", True)
        buttons = QHBoxLayout()
        for button in (self.add, self.change, self.password, self.retire):
            buttons.addWidget(button)
        buttons.addStretch(1)
        policy = QFormLayout()
        policy.addRow(self.sign_in)
        policy.addRow(self.four_eyes)
        policy.addRow(self.tr("Second look above"), self.second_look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(policy)
        column.addWidget(self.list)
        column.addLayout(buttons)
        column.addWidget(self.hint)

    def _show_operators(self, operators: list[Operator]) -> None:
        kept = self.chosen
        self._operators = tuple(operators)
        self.list.clear()
        for one in operators:
            item = QTreeWidgetItem([one.name, one.full_name, role_name(one.role), _state(one)])
            item.setData(0, _ROLE, one)
            item.setDisabled(one.retired_at is not None)
            self.list.addTopLevelItem(item)
            if kept is not None and one.name == kept.name:
                self.list.setCurrentItem(item)
        self._offer()

    def _offer(self) -> None:
        """Let administrators change things, everybody their own password, and say why others may not."""
        standing, chosen = self._standing, self.chosen
        administers = standing is not None and Permission.OPERATORS in standing.permissions
        own = standing is not None and chosen is not None and chosen.name == standing.name
        # Once signing in is asked for, somebody has to be able to.
        could_sign_in = any(
            one.role is Role.ADMINISTRATOR and one.has_password and one.retired_at is None
            for one in self._operators
        )
        self.sign_in.setEnabled(administers and (could_sign_in or self.sign_in.isChecked()))
        for widget in (self.four_eyes, self.second_look, self.add):
            widget.setEnabled(administers)
        self.change.setEnabled(administers and chosen is not None and not own)
        self.retire.setEnabled(administers and chosen is not None)
        self.password.setEnabled(chosen is not None and (administers or own))
        hint = ""
        if standing is not None and not administers:
            hint = self.tr("Only an administrator changes these.")
        elif not self._operators:
            hint = self.tr(
                "Nobody is registered: whoever sits here may do everything. The first one is an administrator."
            )
        elif not could_sign_in:
            hint = self.tr("Signing in can be asked for once an administrator has a password.")
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))

    def _ask_to_add(self) -> None:
        first = not self._operators
        own = self._standing.name if self._standing is not None else None
        form = OperatorForm(self, own or "" if first else "", first)

        def add() -> None:
            name, role, full_name = form.name.text(), Role(form.role.currentData()), form.full_name.text()
            password = form.password.text() or None
            self._do(
                self.tr("Registering the operator"),
                lambda records: records.add_operator(name, role, full_name, password),
            )

        form.accepted.connect(add)
        form.open()

    def _ask_role(self) -> None:
        chosen = self.chosen
        if chosen is None:
            return
        form = Form(self, self.tr("Role of {name}").format(name=chosen.name))
        role = roles(form, chosen.role)

        def change() -> None:
            to = Role(role.currentData())
            self._do(
                self.tr("Changing the role"),
                lambda records: records.change_operator(chosen.name, role=to, full_name=chosen.full_name),
            )

        form.accepted.connect(change)
        form.open()

    def _ask_password(self) -> None:
        chosen = self.chosen
        if chosen is None:
            return
        form = Form(self, self.tr("New password of {name}").format(name=chosen.name))
        password = passwords(form, required=True)

        def change() -> None:
            typed = password.text()
            self._do(self.tr("Keeping the password"), lambda records: records.set_password(chosen.name, typed))

        form.accepted.connect(change)
        form.open()

    def _ask_to_retire(self) -> None:
        chosen = self.chosen
        if chosen is not None:
            form = Form(
                self,
                self.tr("Retire {name}").format(name=chosen.name),
                self.tr("{name} may not work here any more. What {name} did stays on record.").format(
                    name=chosen.name
                ),
            )
            form.accepted.connect(
                lambda: self._do(
                    self.tr("Retiring the operator"), lambda records: records.retire_operator(chosen.name)
                )
            )
            form.open()

    def _do(self, title: str, act: Callable[[Records], object]) -> None:
        def failed(error: Exception) -> None:
            self._message.show_error(error)
            self.reload()

        def done(_: object) -> None:
            self._message.hide()
            self.changed.emit()
            self.reload()

        self._runner.submit(
            None, title, lambda _report, _cancel: act(self._services.app.records), done, failed, lasting=True
        )


class OperatorForm(Form):
    """Asks who is to be registered, and as what; the first one can only be an administrator."""

    def __init__(self, parent: QWidget, name: str, first: bool) -> None:
        super().__init__(parent, QCoreApplication.translate("OperatorsPanel", "New operator"))
        self.name = self.add_text(self.tr("Operator"), name, required=True)
        self.full_name = self.add_text(self.tr("Full name"))
        self.role = roles(self, Role.ADMINISTRATOR if first else Role.CLERK)
        self.role.setEnabled(not first)
        self.password = passwords(self, required=False)


def roles(form: Form, chosen: Role) -> QComboBox:
    """Add a choice of roles to a form."""
    name = QCoreApplication.translate("OperatorsPanel", "Role")
    box = QComboBox()
    box.setAccessibleName(name)
    box.view().setAccessibleName(name)
    for role in Role:
        box.addItem(role_name(role), role.value)  # Qt keeps no enum of strings
    box.setCurrentIndex(box.findData(chosen.value))
    form.fields.addRow(name, box)
    return box


def passwords(form: Form, *, required: bool) -> QLineEdit:
    """Add a password to a form, typed twice: it is accepted only when it is long enough, and twice the same."""
    translate = QCoreApplication.translate
    first = form.add_text(translate("OperatorsPanel", "Password"))
    again = form.add_text(translate("OperatorsPanel", "The same again"))
    for field in (first, again):
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setMaxLength(LONGEST_PASSWORD)
    first.setPlaceholderText(
        translate("OperatorsPanel", "{count} characters or more").format(count=SHORTEST_PASSWORD)
    )
    others = [field for field in form.findChildren(QLineEdit) if field not in (first, again)]

    def check() -> None:
        long_enough = len(first.text()) >= SHORTEST_PASSWORD or not (required or first.text())
        named = all(field.text().strip() for field in others[:1])
        form.ok.setEnabled(long_enough and first.text() == again.text() and named)

    for field in (first, again, *others[:1]):
        field.textChanged.connect(lambda _: check())
    check()
    return first


def _state(one: Operator) -> str:
    translate = QCoreApplication.translate
    if one.retired_at is not None:
        return translate("OperatorsPanel", "retired")
    if one.has_password:
        return translate("OperatorsPanel", "signs in")
    return translate("OperatorsPanel", "no password")


def _switch(text: str, on: bool) -> QCheckBox:
    box = QCheckBox(text)
    box.setAccessibleName(text)
    box.setChecked(on)
    return box
