import copy
import pickle
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.codes import (
    AgencyCode,
    CitizenId,
    DossierCode,
    DossierCodeFormat,
    OldIdCard,
    PhoneNumber,
    ProcedureCode,
    ProvinceCode,
    UnitCode,
    read_identity,
)
from thongsuot.kernel.errors import Refused

KINDS = [UnitCode, ProvinceCode, AgencyCode, ProcedureCode, DossierCode, CitizenId, OldIdCard, PhoneNumber]
LOWER = st.from_regex(r"[0-9A-Z]{1,4}(\([0-9A-Z]\))?", fullmatch=True, alphabet=st.characters(codec="ascii"))
AGENCIES = st.builds(
    lambda letter, number, lower: ".".join([f"{letter}{number:02d}", *lower]),
    st.sampled_from("ADGHT"),
    st.integers(0, 99),
    st.lists(LOWER, max_size=3),
).filter(AgencyCode.pattern.fullmatch)
TEXTS = {
    kind: st.from_regex(kind.pattern, fullmatch=True, alphabet=st.characters(codec="ascii")) for kind in KINDS
} | {AgencyCode: AGENCIES}


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_code_survives_reading_and_copying(kind, data):
    text = data.draw(TEXTS[kind])
    code = kind.parse(f" {text.lower()}\u00a0")
    assert code == kind(text) == text
    assert kind.parse(code) == code
    for same in (copy.deepcopy(code), pickle.loads(pickle.dumps(code))):
        assert (type(same), same) == (kind, code)


@pytest.mark.parametrize("kind", KINDS)
@given(st.text(max_size=20))
def test_other_text_is_refused_with_its_field_and_a_way_out(kind, text):
    try:
        code = kind.parse(text, "the_field")
    except Refused as refused:
        problem = refused.problems[0]
    else:
        assert kind.pattern.fullmatch(code)
        return
    assert problem.field == "the_field"
    assert "hãy" in str(problem)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "text", ["", " ", "x", "12345678901234567890123456789012345678901", "１２３４５", "00000", "00"]
)
def test_no_code_can_be_built_wrong(kind, text):
    with pytest.raises(Refused):
        kind(text)


@given(AGENCIES)
def test_both_notations_of_an_agency_are_one(text):
    code = AgencyCode(text)
    assert AgencyCode.parse(code.old) == code
    assert AgencyCode.parse(code.old.lower()) == code
    assert len(code.old.split(".")) == 4
    assert code.parent is None or code.startswith(code.parent)
    assert code.level1 == code[:3]


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("H57.10", "000.00.10.H57"),
        ("H57", "000.00.00.H57"),
        ("G09.20", "000.00.20.G09"),
        ("H05.105", "000.00.105.H05"),
        ("H18.101.02", "000.02.101.H18"),
        ("H21.24.01.13", "13.01.24.H21"),
        ("G12.18.C3", "000.C3.18.G12"),
        ("H56.24(C)", "000.00.24(C).H56"),
    ],
)
def test_live_agency_codes(new, old):
    assert AgencyCode(new).old == old
    assert AgencyCode.parse(old) == AgencyCode.parse(new.lower()) == AgencyCode(new)


@pytest.mark.parametrize(
    "text", ["H57.", "57.10", "H57..10", "H57.10.1.1.1", "H57.00", "H57.1.2.H57", "H5.10"]
)
def test_agency_codes_that_would_be_ambiguous_or_broken(text):
    with pytest.raises(Refused):
        AgencyCode(text)


def test_parents_go_up_to_the_top():
    assert AgencyCode("H18.101.02").parent == AgencyCode("H18.101")
    assert AgencyCode("H18").parent is None


@given(AGENCIES, st.dates(date(2000, 1, 1)), st.integers(1, 10**8 - 1), st.sampled_from(["new", "old"]),
       st.sampled_from([6, 8]), st.integers(4, 8))  # fmt: skip
def test_dossier_codes_are_readable_and_distinct(agency, day, serial, notation, date_digits, digits):
    form = DossierCodeFormat(notation, date_digits, digits)
    code = form.code(AgencyCode(agency), day, serial)
    assert DossierCode.parse(code.lower().replace("-", " – ")) == code
    assert re.fullmatch(r"^[A-Z0-9.()]+-(\d{6}|\d{8})-\d{4,8}$", code)
    assert serial == 1 or form.code(AgencyCode(agency), day, serial - 1) != code


def test_dossier_codes_as_they_are_written():
    day = date(2025, 7, 1)
    assert DossierCodeFormat().code(AgencyCode("H57.10"), day, 1) == "000.00.10.H57-250701-0001"
    assert DossierCodeFormat("new", 8, 7).code(AgencyCode("G09.20"), day, 92637) == "G09.20-20250701-0092637"
    assert DossierCodeFormat().code(AgencyCode("H57.10"), day, 12345) == "000.00.10.H57-250701-12345"
    for serial in (0, 10**8):
        with pytest.raises(Refused, match="dossier_serial"):
            DossierCodeFormat().code(AgencyCode("H57.10"), day, serial)
    for wrong in [("old", 7, 4), ("old", 6, 3), ("old", 6, 9), ("other", 6, 4)]:
        with pytest.raises(Refused, match="dossier_code_format"):
            DossierCodeFormat(*wrong)


@pytest.mark.parametrize(
    ("text", "code", "problem"),
    [
        ("1.001193", "1.001193", None),
        (" 1.014325", "1.014325", "procedure_code_spaces"),
        ("1.0133611", "1.0133611", "procedure_code_irregular"),
        ("2.009182739", "2.009182739", "procedure_code_irregular"),
        ("1.014955-Xoa", "1.014955-Xoa", "procedure_code_irregular"),
        ("3.000181.000.00.00.H22", "3.000181.000.00.00.H22", "procedure_code_irregular"),
    ],
)
def test_procedure_codes_of_the_catalogue_are_read_as_found(text, code, problem):
    read, found = ProcedureCode.read(text)
    assert (read, found and found.code) == (code, problem)
    assert read.is_regular == (problem != "procedure_code_irregular")
    assert type(pickle.loads(pickle.dumps(read))) is ProcedureCode


@pytest.mark.parametrize("text", ["", "  ", "1.001 193", "1" * 51])
def test_some_procedure_codes_are_no_codes(text):
    with pytest.raises(Refused, match="procedure_code"):
        ProcedureCode.read(text)


def test_citizen_ids_tell_only_what_their_structure_says():
    number = CitizenId.parse("001 199-001234")
    assert (number.registered_in, number.is_female, number.birth_year) == ("001", True, 1999)
    assert CitizenId("096205000001").birth_year == 2005
    assert not CitizenId("096205000001").is_female
    assert number.is_plausible_in(2026)
    assert not CitizenId("096299000001").is_plausible_in(2026)
    for wrong in ("000099001234", "099099001234", "001499001234", "00109900123"):
        with pytest.raises(Refused, match="12 chữ số"):
            CitizenId.parse(wrong)


def test_old_cards_are_another_type():
    assert type(read_identity("191 234 567")) is OldIdCard
    assert type(read_identity("001099001234")) is CitizenId
    with pytest.raises(Refused, match="citizen_id"):
        read_identity("12345", "applicant_id")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0912345678", "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("84912345678", "0912345678"),
        ("0084.912.345.678", "0912345678"),
        ("+84 (0)912-345-678", "0912345678"),
        ("(024) 3822 2222", "02438222222"),
    ],
)
def test_phone_numbers_as_people_write_them(text, number):
    phone = PhoneNumber.parse(text)
    assert phone == number
    assert PhoneNumber.parse(phone.e164) == phone
    assert phone.ends_with(number[-4:])
    assert not phone.ends_with(number[-3:])


@pytest.mark.parametrize(
    "text", ["1022", "19001075", "0412345678", "091234567", "09123456789", "+1 912 345 678"]
)
def test_numbers_that_no_citizen_has(text):
    with pytest.raises(Refused, match="phone_number"):
        PhoneNumber.parse(text)
