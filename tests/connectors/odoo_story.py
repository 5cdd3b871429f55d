"""The story of the made-up company that the real Odoo is given: who its clients are, and each way of invoicing, crediting and paying them; it tests nothing."""

from tests.connectors.odoo_real import Real
from tests.connectors.odoo_seed import Seed


def told(real: Real) -> Seed:
    """The whole story, in a database where the two companies have their chart of accounts."""
    seed = Seed(real, real.find("res.company"))
    _settings(seed)
    _partners(seed)
    _invoices(seed)
    _payments(seed)
    _accounts(seed)
    _currencies(seed)
    _second(seed)
    _left_out(seed)
    return seed


def _settings(seed: Seed) -> None:
    """Payments of the first company are entered in the account at once; those of the second are left as Odoo does by default."""
    real, (first, _second_one) = seed.real, seed.companies
    if real.version >= 17:
        for kind, code in (("inbound", "512002"), ("outbound", "512003")):
            methods = real.find(
                "account.payment.method.line", ["journal_id", "=", seed.journal(first, "bank")], ["payment_type", "=", kind]
            )  # fmt: skip
            real.write("account.payment.method.line", methods, {"payment_account_id": seed.account(first, code)})  # fmt: skip
    lines = (
        [("percent", 30.0, 0), ("percent", 70.0, 60)]
        if real.version >= 17
        else [("percent", 30.0, 0), ("balance", 0.0, 60)]
    )
    days = "nb_days" if real.version >= 17 else "days"
    made = [(0, 0, {"value": kind, "value_amount": share, days: wait}) for kind, share, wait in lines]
    real.make("account.payment.term", {"name": "30 % à la commande, solde à 60 jours", "line_ids": [*([(5, 0, 0)] if real.version >= 17 else []), *made]})  # fmt: skip


def _partners(seed: Seed) -> None:
    real = seed.real
    france, germany = real.named("base.fr"), real.named("base.de")
    terms = real.named("account.account_payment_term_30days")
    tag = real.make("res.partner.category", {"name": "Fidèle"})
    industry = real.find("res.partner.industry")[0]
    seed.partner(
        "quenon", "Boulangerie Quenon SARL", is_company=True, ref="C001", street="12 rue du Four", street2="Bâtiment B", zip="59000", city="Lille",
        country_id=france, phone="+33 3 20 11 22 33", mobile="+33 6 11 22 33 44", email="compta@quenon.example", website="https://quenon.example",
        vat="FR23334175221", company_registry="33417522101010", siret="33417522101010", property_payment_term_id=terms, category_id=[(6, 0, [tag])],
        industry_id=industry, comment="<p>Livrer avant <b>9 h</b></p><p>Sonner &amp; attendre</p>", user_id=real.user, lang="fr_FR",
    )  # fmt: skip
    seed.partner("quenon_contact", "Odile Quenon", parent_id=seed.partners["quenon"], function="Gérante", email="odile@quenon.example", phone="+33 3 20 11 22 34")  # fmt: skip
    seed.partner("quenon_delivery", "Dépôt Quenon", parent_id=seed.partners["quenon"], type="delivery", street="4 quai Bas", zip="59800", city="Lille", country_id=france)  # fmt: skip
    seed.partner("quenon_invoice", "Comptabilité Quenon", parent_id=seed.partners["quenon"], type="invoice", street="1 place Haute", zip="59000", city="Lille", email="factures@quenon.example", country_id=france)  # fmt: skip
    seed.partner("quenon_sister", "Quenon Traiteur SAS", parent_id=seed.partners["quenon"], is_company=True, city="Lille", country_id=france)  # fmt: skip
    seed.partner("brisson", "Menuiserie Brisson & Fils", is_company=True, zip="69001", city="Lyon", country_id=france)  # fmt: skip
    seed.partner("twin_one", "Garage du Pont", is_company=True, ref="DOUBLE", city="Nantes", country_id=france)  # fmt: skip
    seed.partner("twin_two", "Garage de la Gare", is_company=True, ref="DOUBLE", city="Nantes", country_id=france)  # fmt: skip
    seed.partner("person", "Odile Carpentier", is_company=False, email="odile.carpentier@courriel.example", country_id=france)  # fmt: skip
    seed.partner("hamel", "Fermetures Hamel", is_company=True, ref="C009", city="Brest", country_id=france)  # fmt: skip
    seed.partner("german", "Zürcher Werkzeuge GmbH", is_company=True, city="Köln", country_id=germany, vat="DE123456788")  # fmt: skip
    seed.partner("both_ways", "Transports Duvivier", is_company=True, city="Tours", country_id=france)  # fmt: skip
    seed.partner("supplier", "Quincaillerie Grossiste", is_company=True, supplier_rank=1, country_id=france)
    seed.partner("second_only", "Cabinet Lenoir", is_company=True, company_id=seed.companies[1], country_id=france)  # fmt: skip
    seed.partner("never", "Prospect Sans Facture", is_company=True, customer_rank=1, country_id=france)


def _invoices(seed: Seed) -> None:
    """What is invoiced: lines with discounts, due dates in parts, a receipt, a contact billed for its company, nothing, less than nothing."""
    lines = [("Vis inox 6×40", 10.0, 111.11, 10.0), ("Pose", 2.5, 48.0, 0.0), ("Remise commerciale", 1.0, -25.0, 0.0)]  # fmt: skip
    terms = seed.real.find("account.payment.term", ["name", "like", "solde à 60 jours"])[-1]
    seed.invoice("unpaid", "quenon", "2026-09-01", lines, ref="CDE-77", invoice_origin="S00012")
    seed.invoice("partial", "quenon", "2026-09-15", [("Étagère", 3.0, 200.0, 0.0)])
    seed.invoice("contact", "quenon_contact", "2026-10-02", [("Réglage", 1.0, 80.0, 0.0)])
    seed.invoice("parts", "brisson", "2026-08-03", [("Escalier", 1.0, 2500.0, 0.0)], invoice_payment_term_id=terms)  # fmt: skip
    seed.invoice("paid", "brisson", "2026-06-10", [("Parquet", 1.0, 990.0, 0.0)])
    seed.invoice("paid_two", "brisson", "2026-06-20", [("Plinthes", 7.0, 13.37, 0.0)])
    seed.invoice("by_hand", "twin_one", "2026-05-05", [("Portail", 1.0, 1500.0, 0.0)])
    seed.invoice("returned", "twin_two", "2026-07-01", [("Volet", 2.0, 300.0, 0.0)])
    seed.invoice("shared_one", "person", "2026-07-02", [("Table", 1.0, 400.0, 0.0)])
    seed.invoice("shared_two", "person", "2026-07-12", [("Chaises", 4.0, 60.0, 0.0)])
    seed.invoice("archived", "hamel", "2026-04-01", [("Store", 1.0, 250.0, 0.0)])
    seed.invoice("sister", "quenon_sister", "2026-10-10", [("Comptoir", 1.0, 700.0, 0.0)])
    seed.invoice("nothing", "person", "2026-10-11", [("Échantillon", 1.0, 0.0, 0.0)])
    seed.invoice("receipt", "person", "2026-10-12", [("Vente au comptoir", 1.0, 15.0, 0.0)], kind="out_receipt")  # fmt: skip
    seed.invoice("netted", "both_ways", "2026-03-01", [("Caisses", 10.0, 30.0, 0.0)])
    seed.invoice("bill", "both_ways", "2026-03-02", [("Transport", 1.0, 200.0, 0.0)], kind="in_invoice", ref="T-1")  # fmt: skip
    seed.invoice("lost", "hamel", "2026-02-01", [("Cloison", 1.0, 100.0, 0.0)])
    seed.invoice("over", "twin_one", "2026-09-20", [("Serrure", 1.0, 100.0, 0.0)])


def _payments(seed: Seed) -> None:
    """What is paid: in part, whole, two at once, in advance, too much and given back, by credit notes whole and shared out."""
    seed.pay(["partial"], "2026-10-01", 250.55)
    seed.pay(["paid"], "2026-07-10")
    seed.pay(["parts"], "2026-08-04", 900.0)
    seed.pay(["paid_two", "contact"], "2026-10-20")
    seed.payment("brisson", "2026-10-25", 75.5)
    seed.payment("never", "2026-10-26", 60.0)
    seed.entry("Relevé 5", "2026-05-20", "bank", [{"account": "512001", "amount": 1800.0}, {"account": "411100", "amount": -1800.0, "partner": "twin_one", "name": "VIR GARAGE"}])  # fmt: skip
    seed.reconcile(seed.moves["by_hand"], seed.moves["Relevé 5"])
    seed.pay(["over"], "2026-09-25", 200.0)
    seed.payment("twin_one", "2026-09-30", 80.0, "outbound")
    seed.credit("returned_credit", "returned", "2026-07-15", whole=True)
    seed.credit("shared_credit", "shared_one", "2026-07-20")
    number = seed.invoice("large_credit", "person", "2026-08-01", [("Geste commercial", 1.0, 600.0, 0.0)], kind="out_refund")  # fmt: skip
    left = seed.open_lines(seed.moves["shared_two"], number)
    seed.real.call("account.move.line", "reconcile", left)
    seed.reconcile(seed.moves["shared_one"], seed.moves["shared_credit"])


def _accounts(seed: Seed) -> None:
    """What is entered by hand: balances brought forward, a loss, a client that is a supplier too."""
    seed.entry(
        "À nouveaux 2026", "2026-01-01", "general",
        [{"account": "411100", "amount": 1500.0, "partner": "quenon", "due": "2026-01-31", "name": "Solde 2025 Quenon"},
         {"account": "411100", "amount": -45.2, "partner": "brisson", "name": "Avance 2025 Brisson"}, {"account": "110", "amount": -1454.8}],
    )  # fmt: skip
    seed.entry("Perte Hamel", "2026-09-30", "general", [{"account": "654", "amount": 120.0}, {"account": "411100", "amount": -120.0, "partner": "hamel"}])  # fmt: skip
    seed.reconcile(seed.moves["lost"], seed.moves["Perte Hamel"])
    seed.entry("Compensation", "2026-04-01", "general", [{"account": "401100", "amount": 240.0, "partner": "both_ways"}, {"account": "411100", "amount": -240.0, "partner": "both_ways"}])  # fmt: skip
    seed.reconcile(seed.moves["netted"], seed.moves["Compensation"])


def _currencies(seed: Seed) -> None:
    """Dollars at two rates: one invoice settled with a difference, one open."""
    real = seed.real
    dollar = real.named("base.USD")
    real.write("res.currency", dollar, {"active": True})
    real.call("res.currency.rate", "unlink", real.find("res.currency.rate", ["currency_id", "=", dollar]))
    for day, rate in (("2026-01-01", 1.1), ("2026-08-01", 1.25)):
        real.make("res.currency.rate", {"currency_id": dollar, "name": day, "rate": rate, "company_id": seed.companies[0]})  # fmt: skip
    seed.invoice("dollars_paid", "german", "2026-05-01", [("Lathe", 1.0, 1000.0, 0.0)], currency_id=dollar)
    seed.invoice("dollars", "german", "2026-09-01", [("Drill", 1.0, 333.33, 0.0)], currency_id=dollar)
    seed.pay(["dollars_paid"], "2026-09-10", currency_id=dollar)
    seed.pay(["dollars"], "2026-09-12", 100.0, currency_id=dollar)


def _second(seed: Seed) -> None:
    """The other company: invoices of the same numbers, payments that Odoo does not enter in the account."""
    seed.invoice("second_open", "second_only", "2026-09-01", [("Conseil", 1.0, 1000.0, 0.0)], company=1)
    seed.invoice("second_shared", "quenon", "2026-09-03", [("Audit", 1.0, 500.0, 0.0)], company=1)
    seed.invoice("second_paid", "second_only", "2026-09-04", [("Formation", 1.0, 300.0, 0.0)], company=1)
    seed.pay(["second_paid"], "2026-09-20", company=1)
    seed.pay(["second_open"], "2026-09-21", 400.0, company=1)


def _left_out(seed: Seed) -> None:
    """Drafts, what was cancelled, what was refused, who is archived."""
    real = seed.real
    seed.invoice("draft", "brisson", "2026-11-02", [("Devis accepté", 1.0, 50.0, 0.0)], post=False)
    number = seed.invoice("cancelled", "brisson", "2026-11-03", [("Erreur", 1.0, 70.0, 0.0)])
    real.call("account.move", "button_draft", [number])
    real.call("account.move", "button_cancel", [number])
    refused = seed.payment("brisson", "2026-11-04", 33.0)
    for method in ("action_draft", "action_cancel"):
        real.call("account.payment", method, [refused])
    real.write("res.partner", seed.partners["hamel"], {"active": False})
