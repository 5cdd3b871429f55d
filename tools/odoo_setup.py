"""Fed to `odoo shell` by tools/odoo.sh: two French companies with their chart of accounts, three users and their keys, written to FICHE_ODOO_KEYS as JSON; it runs inside Odoo, 14 or 19."""

import json
import os
from pathlib import Path

env = globals()["env"]  # what `odoo shell` gives
NAMES = ("Atelier Martel SARL", "Martel Services SAS")
OLDER = "l10n_fr.l10n_fr_pcg_chart_template"


def with_chart(company):
    """The French chart of accounts, whatever was loaded by default."""
    older = env.ref(OLDER, raise_if_not_found=False)
    if older:
        older.with_company(company).try_loading(company=company)
    else:
        env["account.chart.template"].try_loading("fr", company)


france, euro = env.ref("base.fr"), env.ref("base.EUR")
euro.active = True
first = env.ref("base.main_company")
first.write({"name": NAMES[0], "country_id": france.id})
first.partner_id.write({"vat": "FR40303265045"})
with_chart(first)
second = env["res.company"].create({"name": NAMES[1], "country_id": france.id, "currency_id": euro.id})
with_chart(second)
env.cr.commit()
both = [(6, 0, [first.id, second.id])]
admin = env.ref("base.user_admin")
groups = "group_ids" if "group_ids" in admin._fields else "groups_id"
admin.write({"company_ids": both})
admin.write({groups: [(4, env.ref(f"account.group_account_{n}").id) for n in ("manager", "user")]})
wanted = {
    # Reads the accounts and changes contacts: what the page asks for.
    "lecture": ["base.group_user", "base.group_partner_manager", "account.group_account_readonly", "account.group_account_invoice"],
    # Reads contacts and nothing of the accounts.
    "contacts": ["base.group_user", "base.group_partner_manager"],
}  # fmt: skip
keys = {}
for login, names in wanted.items():
    made = env["res.users"].create(
        {"name": login.title(), "login": login, "lang": "fr_FR", "tz": "Europe/Paris", "company_id": first.id, "company_ids": both,
         groups: [(6, 0, [env.ref(n).id for n in names])]}
    )  # fmt: skip
    keys[login] = made
keys["admin"] = admin
admin.write({"lang": "fr_FR", "tz": "Europe/Paris"})
for login, user in keys.items():
    apikeys = env(user=user)["res.users.apikeys"]
    told = (None, "Fiche") if "expiration_date" not in apikeys._fields else (None, "Fiche", None)
    keys[login] = apikeys.sudo()._generate(*told)  # noqa: SLF001 - what its own window calls
env.cr.commit()
Path(os.environ["FICHE_ODOO_KEYS"]).write_text(json.dumps(keys), "ascii")
