"""Small published records for tests, in the national portal's own field names."""

from typing import Any


def method(
    channel: str = "DIRECT",
    time: object = 5,
    unit: str = "WORKING_DAY",
    fees: list[dict[str, Any]] | None = None,
    description: str = "",
) -> dict[str, Any]:
    return {
        "submissionMethod": channel,
        "processingTime": time,
        "processingTimeUnit": unit,
        "description": description,
        "fees": fees or [],
    }


def fee(value: int | None = 0, description: str = "", kind: str = "FEE") -> dict[str, Any]:
    return {"type": kind, "value": value, "description": description}


def service(code: str, name: str, quantity: float, unit: str = "WORKING_DAY") -> dict[str, Any]:
    return {"code": code, "name": name, "processingDay": {"qty": quantity, "type": unit}}


def paper(name: str = "Tờ khai", **changes: Any) -> dict[str, Any]:
    paper = {
        "code": "000.00.00.G15-KQ000001",
        "name": name,
        "originalQty": 1,
        "copyQty": 0,
        "required": False,
        "hasElectronicForm": True,
        "isProcessingResult": False,
    }
    return paper | changes


def record(code: str = "1.001193", name: str = "Thủ tục đăng ký khai sinh", **changes: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "code": code,
        "name": name,
        "state": "UPDATED",
        "type": "STANDARD",
        "formalityType": "ASSIGNED_REGULATION",
        "isInternal": False,
        "isWard": True,
        "isProvince": False,
        "isMinistry": False,
        "isOtherAgency": False,
        "isVertical": False,
        "isFullProcess": False,
        "isOfflineOnly": False,
        "isNonTerritorial": False,
        "isSharedService": False,
        "categories": [{"code": "G15-TP07", "name": "Hộ tịch"}],
        "promulgator": {"code": "G15", "name": "Bộ Tư pháp"},
        "proposal": {"number": "163/QĐ-BTP", "decisionDate": 1768496400000, "publicationDate": None},
        "executionSteps": [{"name": "", "description": "Nộp hồ sơ."}],
        "executionMethods": [method(), method("ONLINE")],
        "cases": [],
        "executionCases": [{"name": "* Giấy tờ phải nộp:", "profileComponents": [paper()]}],
        "results": [{"code": "KQ.G15.000031", "name": "Giấy khai sinh"}],
        "subjectTypes": [{"code": "DT01", "name": "Công dân Việt Nam"}],
        "legalBases": [{"code": "60/2014/QH13", "name": "Luật Hộ tịch"}],
        "executing": ["Ủy ban nhân dân cấp xã"],
        "coordinating": [],
        "requirements": "",
        "keywords": "",
        "updatedAt": 1780000000000,
    }
    return whole | changes
