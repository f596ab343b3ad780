from __future__ import annotations

from jd_desktop.domain.recipients import Filter
from jd_desktop.domain.wording import Wording
from jd_desktop.operations import broadcasts
from jd_desktop.outbox.automation import Automation
from tests.outbox.school import School


def test_what_a_person_sends_to_many_goes_on_by_itself(school: School) -> None:
    draft = broadcasts.Draft("Lukket", "sms", Wording("", "Hej {fornavn}"), Filter())
    (broadcast,) = broadcasts.save(school.work, draft).touched["broadcast"]
    broadcasts.start(school.work, broadcast)
    Automation(school.write, lambda: False, None).tick()
    assert sorted(j.payload for j in school.jobs()) == ["Hej Ida", "Hej Mia"]


def test_reminders_are_made_only_where_this_computer_may(school: School) -> None:
    school.book(day=3)
    school.later(days=2, hours=2)
    before = len(school.jobs())
    Automation(school.write, lambda: False, None).tick()
    assert len(school.jobs()) == before
    Automation(school.write, lambda: True, None).tick()
    assert len(school.jobs()) == before + 1
