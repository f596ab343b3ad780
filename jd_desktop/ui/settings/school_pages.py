"""The pages over a school's own records, in the order of the list."""

from __future__ import annotations

from jd_desktop.domain.language import text
from jd_desktop.ui.settings.spec import ACTIVE, DEPARTMENT, SCHOOL, Input, Page, Records

_VAT = (
    ("standard", text("Med moms")), ("exempt", text("Momsfri")), ("outside", text("Uden for moms")),
)  # fmt: skip
_ADDRESS = (
    Input("street", text("Vej og nummer")), Input("postcode", text("Postnummer")),
    Input("city", text("By")),
)  # fmt: skip
_AFDELING = Input("department_id", text("Afdeling"), "of", of="department")

_SCHOOL = Records("school", (
    Input("name", text("Skolens navn"), is_needed=True), Input("cvr", text("CVR-nummer")),
    *_ADDRESS,
    Input("phone", text("Telefon"), "phone"), Input("email", text("E-mail")),
))  # fmt: skip
_HOURS = Records("school", (
    Input("opens", text("Åbner kl."), "time"), Input("closes", text("Lukker kl."), "time"),
    Input("closures", text("Lukkedage"), "lines",
          hint=text("En linje for hver: 2026-12-24 eller 2026-12-24/2026-12-31, og hvorfor.")),
))  # fmt: skip
_INVOICING = Records("school", (
    Input("payment_days", text("Betalingsfrist i dage"), "integer"),
    Input("bank_account", text("Registrerings- og kontonummer")),
    Input("invoice_email", text("E-mail til spørgsmål om fakturaer")),
    Input("invoice_note", text("Tekst nederst på fakturaer")),
    Input("numbers_from", text("Første fakturanummer"), "integer"),
))  # fmt: skip
_DEPARTMENTS = Records("department", (
    Input("name", text("Navn"), is_needed=True), *_ADDRESS, ACTIVE,
), text("afdeling"), text("Har skolen flere adresser, er hver af dem en afdeling."))  # fmt: skip
_INSTRUCTORS = Records("instructor", (
    Input("name", text("Navn"), is_needed=True), Input("initials", text("Initialer")),
    Input("phone", text("Telefon"), "phone"), Input("email", text("E-mail")),
    Input("approval_no", text("Godkendelsesnummer")),
    Input("approval_valid_to", text("Godkendt til og med"), "day"), _AFDELING, ACTIVE,
), text("kørelærer"), text("En kørelærer har sin egen kolonne i kalenderen."))  # fmt: skip
_VEHICLES = Records("vehicle", (
    Input("plate", text("Nummerplade"), is_needed=True), Input("make", text("Mærke")),
    Input("model", text("Model")), Input("category", text("Kategori")),
    Input("gear", text("Gear"), "choice",
          (("manual", text("Manuelt gear")), ("automatic", text("Automatgear")))),
    Input("inspection_due", text("Syn senest"), "day"),
    Input("insurer", text("Forsikringsselskab")),
    Input("insured_to", text("Forsikret til og med"), "day"), _AFDELING, ACTIVE,
), text("køretøj"), text("Med et køretøj på en booking ses det,"
                          " hvis bilen er optaget."))  # fmt: skip
_VENUES = Records("venue", (
    Input("name", text("Navn"), is_needed=True),
    Input("purpose", text("Bruges til"), "choice", (
        ("room", text("Teorilokale")), ("track", text("Lukket øvelsesplads")),
        ("kta", text("Køreteknisk anlæg")))),
    Input("capacity", text("Pladser"), "integer"), *_ADDRESS, ACTIVE,
), text("lokale"), text("Et lokale eller en bane kan bookes af én ad gangen."))  # fmt: skip
_TYPES = Records("booking_type", (
    Input("name", text("Navn"), is_needed=True),
    Input("purpose", text("Slags"), "choice", (
        ("road", text("Kørsel på vej")), ("track", text("Lukket øvelsesplads")),
        ("kta", text("Køreteknisk anlæg")), ("theory", text("Teori")),
        ("test_car", text("Praktisk prøve")))),
    Input("minutes", text("Varighed i minutter"), "integer", is_needed=True),
    Input("lessons", text("Antal lektioner"), "integer"),
    Input("price_ore", text("Pris i kroner"), "kroner"), Input("vat", text("Moms"), "choice", _VAT),
    Input("cancel_policy_id", text("Afbudsregel"), "of", of="cancel_policy"),
    Input("needs_vehicle", text("Kræver et køretøj"), "flag"),
    Input("needs_venue", text("Kræver et lokale"), "flag"), ACTIVE,
), text("bookingtype"), text("Køretime, teori, prøve: hver har sin varighed og pris."))  # fmt: skip
_PRODUCTS = Records("product", (
    Input("name", text("Navn"), is_needed=True),
    Input("purpose", text("Slags"), "choice", (
        ("package", text("Pakke")), ("lesson", text("Lektion")), ("fee", text("Gebyr")),
        ("third_party", text("Udlæg")), ("subscription", text("Abonnement"))), is_needed=True),
    Input("unit", text("Enhed")), Input("code", text("Varenummer")),
    Input("vat", text("Moms"), "choice", _VAT), ACTIVE,
), text("ydelse"), text("Det, skolen sætter på en faktura:"
                         " pakker, gebyrer og udlæg."),
   (("purpose", "package"),))  # fmt: skip
_PRICES = Records("price", (
    Input("of_id", text("Pris på"), "of", of="product booking_type", is_needed=True),
    Input("price_ore", text("Pris i kroner, med moms"), "kroner", is_needed=True),
    Input("valid_from", text("Gælder fra"), "day", is_needed=True),
    Input("valid_to", text("Gælder til og med"), "day"), ACTIVE,
), text("pris"), text("En ny pris gælder fra sin dag."
                       " Det, der er booket, beholder sin."))  # fmt: skip
_HOURS_KIND, _CLOCK, _WORKDAYS = "hours", "clock", "workdays"
_POLICIES = Records("cancel_policy", (
    Input("name", text("Navn"), is_needed=True),
    Input("deadline.kind", text("Gratis afbud indtil"), "choice", (
        (_HOURS_KIND, text("et antal timer før")), (_CLOCK, text("et klokkeslæt dage før")),
        (_WORKDAYS, text("et klokkeslæt hverdage før")))),
    Input("deadline.hours", text("Timer før"), "integer", when=("deadline.kind", (_HOURS_KIND,))),
    Input("deadline.days", text("Dage før"), "integer",
          when=("deadline.kind", (_CLOCK, _WORKDAYS))),
    Input("deadline.at", text("Klokken"), "time", when=("deadline.kind", (_CLOCK, _WORKDAYS))),
    Input("fee.kind", text("Derefter koster det"), "choice", (
        ("full", text("hele prisen")), ("fixed", text("et fast beløb")),
        ("percent", text("en del af prisen")))),
    Input("fee.ore", text("Beløb i kroner"), "kroner", when=("fee.kind", ("fixed",))),
    Input("fee.percent", text("Procent af prisen"), "integer", when=("fee.kind", ("percent",))),
    Input("refill_waives", text("Gratis, hvis en anden får tiden"), "flag"), ACTIVE,
), text("afbudsregel"), text("Hvor sent en elev kan melde afbud, og hvad det så koster."),
   (("deadline", {"kind": "hours", "hours": 24}), ("fee", {"kind": "full"})))  # fmt: skip

SCHOOL_PAGES = (
    Page("school", text("Skolen"), text("Navn, adresse og kontakt, som elever og fakturaer viser."),
         SCHOOL, _SCHOOL),
    Page("departments", text("Afdelinger"), text("Skolens adresser."), SCHOOL, _DEPARTMENTS),
    Page("hours", text("Åbningstider"), text("Åbningstid og lukkedage."), SCHOOL, _HOURS,
         words=(text("Ferie"), text("Helligdage"))),
    Page("instructors", text("Kørelærere"), text("Navne, godkendelser og afdeling."), DEPARTMENT,
         _INSTRUCTORS),
    Page("vehicles", text("Køretøjer"), text("Biler og motorcykler, deres syn og forsikring."),
         DEPARTMENT, _VEHICLES, words=(text("Bil"), text("Skolevogn"))),
    Page("venues", text("Lokaler og baner"), text("Hvor der undervises."), SCHOOL, _VENUES),
    Page("types", text("Bookingtyper"), text("Hvad der kan bookes, hvor længe og til hvad."),
         SCHOOL, _TYPES),
    Page("products", text("Ydelser"), text("Det, der kan stå på en faktura."), SCHOOL, _PRODUCTS,
         words=(text("Produkter"),)),
    Page("prices", text("Priser"), text("Hvad det koster, og fra hvornår."), SCHOOL, _PRICES),
    Page("policies", text("Afbudsregler"), text("Hvornår et afbud er gratis, og hvad det ellers"
         " koster."), SCHOOL, _POLICIES, words=(text("Aflysning"), text("Gebyr"))),
    Page("invoicing", text("Fakturering"), text("Betalingsfrist, konto og numre."), SCHOOL,
         _INVOICING),
)  # fmt: skip
