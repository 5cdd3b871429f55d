"""A small file of what the made-up company lacks: no dates, instalments, other currencies, refunds, disputes, private clients; it states no figure."""

from fiche.dataset import Dataset
from tests.analysis.build import dataset, day, invoice, money, payment


def edges() -> Dataset:
    """Seven clients, of whom one has nothing at all."""
    documents = [
        invoice(1, 1200, "2025-01-10", "2025-02-10", "C1", net=1000, discount="100.005", before_discount=1100),
        invoice(2, "333.33", "2025-02-05", "2025-03-05", "C1", net="277.78"),
        invoice(3, "0.15", "2025-02-12", "2025-03-05", "C1", net="0.12"),
        invoice(4, -500, "2025-03-01", None, "C1", related_key=1),
        invoice(5, -90, None, None, "C1"),
        invoice(6, 800, None, "2025-01-31", "C2"),
        invoice(7, 800, None, None, "C2"),
        invoice(8, 900, "2025-04-01", "2025-06-30", "C3", schedule="2025-04-30=300.00 2025-05-31=300.00 2025-06-30=300.00"),
        invoice(9, 450, "2025-06-30", "2025-07-30", "C3", currency="USD"),
        invoice(10, 450, "2023-05-02", "2023-06-02", "C4", currency="USD"),
        invoice(11, "77777777.77", "2024-02-29", "2024-02-29", "C5"),
        invoice(12, 10, "2026-11-19", "2026-12-31", "C5"),
        invoice(13, 60, "2024-01-31", "2024-03-01", "C6", discount=30, before_discount=90),
        invoice(14, 60, "2024-02-03", "2024-03-01", "C6", discount=5, before_discount=65),
        invoice(15, 60, "2024-02-11", "2024-03-01", "C6", discount=0, before_discount=60),
    ]  # fmt: skip
    payments = [
        payment(200, "2025-02-20", 1, "C1"),
        payment(900, "2025-05-20", 1, "C1"),
        payment(100, None, 2, "C1"),
        payment(-50, "2025-06-01", 4, "C1"),
        payment(25, "2025-06-02", None, "C1"),
        payment(25, "2025-06-03", 8, "C2"),
        payment(400, "2025-05-02", 8, "C3"),
        payment(500, "2025-06-29", 8, "C3"),
        payment(1, "2024-03-01", 11, "C5"),
        payment("77777776.77", "2024-12-31", 11, "C5", assumed=True),
        payment(60, "2024-02-20", 13, "C6"),
        payment(10, "2023-07-02", 10, "C4", currency="EUR"),
    ]
    clients = [
        {"client_id": f"C{n}", "name": f"Client {n}", "credit_limit": money(limit), "granted_discount": granted}
        for n, limit, granted in [(1, 5000, 0.05), (2, 0, None), (3, None, None), (4, 10, 0.1), (5, None, None), (6, 1, 0.05), (7, 1, None)]
    ]  # fmt: skip
    clients[1]["legal_form"] = "Particulier"
    disputes = [
        {
            "document_key": 2,
            "client_id": "C1",
            "opened_on": day("2025-03-10"),
            "closed_on": day("2025-12-01"),
        },
        {"document_key": 6, "client_id": "C2"},
    ]
    return dataset(documents, payments, clients, disputes=disputes)
