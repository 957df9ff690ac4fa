"""Intake: procedure, applicant, papers, way of the result, receipt; one page, one form, keyboard alone."""

from thongsuot.edges.desk.receive.pages import check, communes, procedures, receive

__all__ = ["check", "communes", "procedures", "receive"]
