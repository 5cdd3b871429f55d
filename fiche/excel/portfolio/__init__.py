"""The client file as a workbook that computes: every client, document and payment, segments, aged balance and charts; it reads nothing back."""
