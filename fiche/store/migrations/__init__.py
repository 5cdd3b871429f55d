"""How the tables of a record went from version to version, a file each; fiche.store.migrating runs them."""
