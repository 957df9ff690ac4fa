"""Where a run of the reorganisation leads what belongs to an agency: said once, for every module that follows it."""

HEIR = """left join lateral (
  select r.new_agency_id as agency_id from dossier_redirect r
  where r.ref = %(ref)s and r.old_agency_id = {agency} and (r.versions is null or {version} = any(r.versions))
    and (r.point_id is null or r.point_id = {point}){own}
  order by r.territory_id is not null and r.territory_id is distinct from {territory}, r.rank, r.territory_id nulls last
  limit 1) {name} on true"""
OWN_LAND = " and (r.territory_id is null or r.territory_id = {territory})"
NOTHING = "null::bigint"


def heir(
    name: str = "heir", *, agency: str, territory: str = NOTHING, version: str = NOTHING, point: str = NOTHING,
    any_land: bool = False,
) -> str:  # fmt: skip
    """SQL that joins to each row, as `name.agency_id`, the successor of its agency by the run `%(ref)s`; null: none.

    What is given are names of columns: the agency, the land it is about, the procedure's version and the counter,
    where it has any. The narrowest line that fits leads it, as it leads dossiers; `any_land`: where the agency was
    divided and no part took over this land, one of the parts all the same, for it cannot stay.
    """
    own = "" if any_land else OWN_LAND.format(territory=territory)
    return HEIR.format(name=name, agency=agency, territory=territory, version=version, point=point, own=own)
