"""A portfolio at a date as a director reads it each month: gathered here, printed and put in a workbook elsewhere."""

from fiche.report.choice import Choice
from fiche.report.gather import gather
from fiche.report.values import Report

__all__ = ["Choice", "Report", "gather"]
