"""A gazetteer of a dozen towns, built from small files written here (coordinates rounded, populations approximate)."""

import json

from rashomon.gazetteer import build_gazetteer, open_gazetteer

_TOWNS = [
    (391241, "Yeraskh", 39.739, 44.828, "AM", 986, "Asia/Yerevan", "02", ["Erasx", "Yerasx"]),
    (11225586, "Paruyr Sevak", 39.769, 44.915, "AM", 642, "Asia/Yerevan", "02", []),
    (616052, "Yerevan", 40.182, 44.515, "AM", 1093485, "Asia/Yerevan", "11", []),
    (586523, "Baku", 40.378, 49.892, "AZ", 1116513, "Asia/Baku", "09", []),
    (524901, "Moscow", 55.752, 37.616, "RU", 10381222, "Europe/Moscow", "48", ["Moskva"]),
    (4671654, "Austin", 30.267, -97.743, "US", 974447, "America/Chicago", "TX", ["AUS"]),
    (5016884, "Austin", 43.667, -92.975, "US", 24563, "America/Chicago", "MN", []),
    (4693003, "Georgetown", 30.633, -97.678, "US", 63716, "America/Chicago", "TX", []),
    (4140963, "Washington", 38.895, -77.036, "US", 689545, "America/New_York", "DC", ["Washington, D.C."]),
    (2988507, "Paris", 48.853, 2.349, "FR", 2138551, "Europe/Paris", "11", []),
    (4717560, "Paris", 33.661, -95.556, "US", 24839, "America/Chicago", "TX", []),
    (99072, "Mosul", 36.335, 43.119, "IQ", 1739800, "Asia/Baghdad", "15", []),
    (98182, "Baghdad", 33.341, 44.401, "IQ", 7216000, "Asia/Baghdad", "07", []),
    (94000, "Al Ḩawījah", 35.326, 43.771, "IQ", 100000, "Asia/Baghdad", "13", []),
    (2643743, "London", 51.509, -0.126, "GB", 8961989, "Europe/London", "ENG", []),
    (3583361, "San Salvador", 13.689, -89.187, "SV", 525990, "America/El_Salvador", "10", []),
    (285787, "Jenin", 32.461, 35.300, "PS", 34730, "Asia/Hebron", "WE", []),
    (2651000, "Reading", 51.456, -0.971, "GB", 318014, "Europe/London", "ENG", []),
]
_KEYS = ("geonameid", "name", "latitude", "longitude", "countrycode", "population", "timezone", "admin1code")
CITIES = json.dumps({str(town[0]): dict(zip((*_KEYS, "alternatenames"), town, strict=True)) for town in _TOWNS})

_DUMP = """\
999001|Sevakavan|Sevakavan|Sewakawan,Севакаван|39.8|44.9|P|PPL|AM||02||||310||800|Asia/Yerevan|2020-01-01
999002|Hotel Ararat|Hotel Ararat||39.8|44.9|S|HTL|AM||02||||0||800|Asia/Yerevan|2020-01-01
"""
GEONAMES = _DUMP.replace("|", "\t")
WOF = (
    "wof_id,name,placetype,lat,lon,country,region_id,county_id,geonames_id,population,altnames\n"
    "5,Yeraskh,locality,39.74,44.83,AM,,,391241,,Dolny Yeraskh|Ерасх\n"
    "77,Wofville,locality,39.9,44.7,AM,,,,120,Wof\n"
    "78,Nowhere Earth,planet,0,0,AM,,,,,\n"
)


def build_small(folder, **sources):
    """Build the small gazetteer in a folder and open it."""
    folder.mkdir(parents=True, exist_ok=True)
    cities = folder / "cities500.json"
    cities.write_text(CITIES, encoding="utf-8")
    return open_gazetteer(build_gazetteer(folder / "g.sqlite", cities=cities, **sources))
