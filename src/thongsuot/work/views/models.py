"""Tables of saved views. A view holds no dossier and no name of a person: only how a list is asked for."""

from django.db import models


class SavedView(models.Model):
    """A list under a name. `query`: as the list's address says it; `agency`: whose officers all have it, None: its maker.

    `actor`: the maker, as row-level security knows him.
    """

    id = models.UUIDField(primary_key=True)
    actor = models.TextField()
    account = models.ForeignKey("identity.Account", models.CASCADE, related_name="+", db_index=False)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", null=True, db_index=False)
    name = models.TextField()
    query = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "saved_view"
        indexes = [
            models.Index("account", name="saved_view_own"),
            models.Index("agency", name="saved_view_shared", condition=models.Q(agency__isnull=False)),
        ]


class FirstView(models.Model):
    """With which view an officer's list opens; once the view is dropped, with everything again."""

    account = models.OneToOneField(
        "identity.Account", models.CASCADE, related_name="+", primary_key=True, db_column="account_id"
    )
    actor = models.TextField()
    view_id = models.UUIDField()

    class Meta:
        db_table = "saved_view_first"
