"""Every module that does something has a test of its own, or one that would fail without it."""

from __future__ import annotations

import ast
from pathlib import Path

import grimp
import pytest

from tests.architecture.tree import PACKAGE, ROOT, name, parsed, programs, sources

# Neither mirrored nor named in a test: the test that goes through them, and the modules.
MET_THROUGH = {
    "tests/ui/payments/test_screen.py": """
        ui/payments/detail ui/payments/lines ui/payments/till ui/payments/words""",
    "tests/documents/test_paper_pdf.py": "documents/paper_layout documents/paper_page",
    "tests/central/test_http.py": """
        central/people central/problems central/request central/routing central/routes_doors
        central/routes_health central/routes_sync central/throttle""",
    "tests/central/test_limits.py": "central/patience",
    "tests/journeys/test_turns.py": """
        operations/taking_over outbox/next_moment outbox/turns cli/taking_over
        cli/reaching""",
    "tests/outbox/test_ways.py": "outbox/slip",
    "tests/central/test_verify.py": """
        central/book central/circumstances central/comparing central/replay""",
    "tests/central/test_leaving.py": """
        central/hand_over central/routes_leaving domain/review""",
    "tests/central/test_resets.py": """
        central/accounts central/audit central/doors central/mail central/pages
        central/password_rules central/refusals_doors central/routes_account
        central/routes_users central/second_factor""",
    "tests/central/test_door_commands.py": "cli/central_doors",
    "tests/central/test_devices.py": "central/routes_devices central/standing",
    "tests/central/test_live.py": """
        central/live_postgres central/live_watch central/routes_live""",
    "tests/integrations/central/test_account.py": "integrations/central/door_refusals",
    "tests/integrations/central/test_client.py": "integrations/central/line",
    "tests/central/test_files.py": "central/routes_files",
    "tests/outbox/test_status.py": "outbox/refusals",
    "tests/central/test_hooks_twilio.py": """
        central/hook_effects central/hooks_mailtrap central/hooks_sparkpost central/routes_hooks""",
    "tests/sync/test_sending.py": "integrations/central/files sync/whole store/files",
    "tests/central/test_turns.py": "integrations/central/turns",
    "tests/central/test_described.py": """
        central/routes_reads central/routes_split central/routes_turns""",
    "tests/host/test_secrets.py": "host/secret_places",
    "tests/queries/test_palette.py": "cli/palette_words",
    "tests/integrations/test_tables.py": "integrations/workbook",
    "tests/integrations/test_twilio_sms.py": """
        integrations/http integrations/twilio_codes""",
    "tests/support/standin.py": """
        sandbox/twilio sandbox/twilio_callbacks sandbox/twilio_ledger sandbox/wire""",
    "tests/integrations/test_stripe_client.py": """
        integrations/stripe_account integrations/stripe_bodies integrations/stripe_words""",
    "tests/store/test_migrate.py": "store/payment_jobs",
    "tests/support/pay_desk.py": """
        operations/payment_requests outbox/desk_books outbox/payment_asking
        outbox/payment_closing outbox/payment_reading outbox/payment_subscriptions
        outbox/payment_wanted""",
    "tests/queries/test_payment_pages.py": "queries/subscriptions_paid",
    "tests/support/ledger_books.py": """
        domain/parties domain/payment_books domain/subscription_news""",
    "tests/support/stripe_standin.py": """
        sandbox/stripe_api sandbox/stripe_form sandbox/stripe_hooks
        sandbox/stripe_ledger sandbox/stripe_objects sandbox/stripe_pages""",
    "tests/sandbox/test_sparkpost.py": "sandbox/panel sandbox/sparkpost_ledger",
    "tests/journeys/test_story.py": """
        cli/__init__ cli/find cli/parser
        cli/agreement_check cli/demo cli/processes cli/report cli/sample
        cli/shots cli/stage cli/story""",
    "tests/journeys/test_window.py": """
        cli/account_doors cli/background cli/desk cli/devices ui/shell/farewell""",
    "tests/ui/students/test_conversation.py": "ui/kit/letter ui/kit/verdict ui/students/composer",
    "tests/ui/messages/test_broadcasts.py": """
        ui/messages/broadcast_editor ui/messages/broadcast_progress ui/messages/reach_list
        ui/messages/schedule ui/messages/whom""",
    "tests/ui/messages/test_templates.py": """
        ui/messages/home ui/messages/rule_rows ui/messages/template_editor""",
    "tests/ui/messages/test_screen.py": """
        ui/messages/banner ui/messages/choices ui/messages/trays ui/messages/words""",
    "tests/operations/importing.py": """
        operations/import_people operations/import_steps operations/import_names""",
    "tests/operations/test_broadcasts.py": "store/recipients",
    "tests/outbox/test_messages.py": """
        store/consent store/school operations/notices operations/outcome operations/queueing
        operations/ruling operations/wordings domain/quiet""",
    "tests/queries/test_conflicts.py": "queries/rescue",
    "tests/ui/devices/test_screen.py": "ui/devices/card ui/devices/words",
    "tests/ui/settings/test_home.py": """
        ui/settings/inputs ui/settings/lists ui/settings/new_row ui/settings/record_page
        ui/settings/policy_bench ui/settings/school_pages ui/settings/spec
        cli/settings_pages""",
    "tests/ui/settings/test_integration.py": """
        ui/settings/integration_pages ui/settings/secret_row ui/settings/setting_row
        cli/outside""",
    "tests/ui/settings/test_account.py": """
        ui/settings/doors ui/settings/doorway ui/settings/factor_card ui/settings/form
        ui/settings/leaving_card ui/settings/password_card ui/settings/qr
        ui/settings/sign_ins_card""",
    "tests/journeys/test_revoked.py": """
        cli/leaving cli/device_commands
        integrations/central/devices operations/reviews sync/hand_over""",
    "tests/sync/test_cycle.py": "sync/hooks",
    "tests/sync/test_news.py": "operations/news queries/news",
    "tests/ui/conflicts/test_screen.py": "ui/conflicts/detail ui/conflicts/words ui/kit/wording",
    "tests/ui/students/test_screen.py": "ui/students/panel",
    "tests/ui/shell/test_status_strip.py": "ui/shell/status_words",
    "tests/ui/shell/test_top_bar.py": "ui/shell/search_results",
    "tests/ui/test_app.py": """
        ui/theme/brushwork ui/theme/controls_painting ui/theme/surfaces_painting""",
    "tests/ui/calendar/test_editor.py": "ui/kit/people ui/calendar/labels ui/kit/controls",
    "tests/ui/calendar/test_grid.py": """
        ui/calendar/board ui/calendar/cursor ui/calendar/glyphs ui/calendar/keys
        ui/calendar/overlay ui/calendar/painting ui/calendar/sentences ui/calendar/surface
        ui/calendar/tiles ui/theme/icons""",
    "tests/ui/calendar/test_inspector.py": "ui/calendar/cautions ui/calendar/reasons",
    "tests/ui/calendar/test_screen.py": """
        ui/calendar/panels ui/calendar/toolbar ui/kit/screen""",
}


def listed() -> dict[Path, str]:
    """Return the listed modules, each with its test."""
    return {PACKAGE / f"{m}.py": test for test, ms in MET_THROUGH.items() for m in ms.split()}


def has_functions(file: Path) -> bool:
    """Whether there is anything to test in a module."""
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return any(isinstance(node, functions) for node in ast.walk(parsed(file)))


def mirror_of(file: Path) -> Path:
    """Return where a module's own test lies."""
    inside = file.relative_to(PACKAGE)
    return ROOT / "tests" / inside.parent / f"test_{inside.name}"


def module_of(file: Path) -> str:
    """Return a file's name as a module."""
    return name(file).removesuffix("/__init__.py").removesuffix(".py").replace("/", ".")


def modules_named_in(test: Path) -> set[str]:
    """Return what a test imports."""
    found = set()
    for node in ast.walk(parsed(test)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{a.name}" for a in node.names)}
        elif isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
    return found


def test_every_module_is_met_by_a_test() -> None:
    tests = [file for file in programs() if file.is_relative_to(ROOT / "tests")]
    named = set().union(*map(modules_named_in, tests))
    unmet = [
        name(file)
        for file in sources()
        if "migrations" not in file.parts  # met by migrating
        and has_functions(file)
        and not mirror_of(file).exists()
        and module_of(file) not in named
        and file not in listed()
    ]
    assert unmet == []


def test_the_list_of_exceptions_holds_nothing_stale() -> None:
    assert [name(m) for m in listed() if not m.exists() or mirror_of(m).exists()] == []


@pytest.mark.parametrize("test", MET_THROUGH)
def test_a_listed_test_goes_through_its_modules(test: str) -> None:
    graph = grimp.build_graph("jd_desktop", cache_dir=None)
    begun = modules_named_in(ROOT / test) & graph.modules
    if '"-m", "jd_desktop"' in (ROOT / test).read_text("utf-8"):  # as a person does
        begun = graph.modules
    reached = begun.union(*(graph.find_upstream_modules(module) for module in begun))
    assert [name(m) for m, t in listed().items() if t == test and module_of(m) not in reached] == []
