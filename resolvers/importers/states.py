"""The codes of states (ISO 3166-1 alpha-2) by the names that review exports use, former names among them.

A state is known by its code wherever its name is here, so that `Turkey` of an old export and `Türkiye` of a
new one are the same record.
"""

from __future__ import annotations

from functools import cache, lru_cache

from resolvers.importers.drafts import spelling_key

NAMES = """
AD Andorra;AE United Arab Emirates,UAE;AF Afghanistan;AG Antigua & Barbuda;AL Albania;AM Armenia;AO Angola
AR Argentina;AT Austria;AU Australia;AZ Azerbaijan;BA Bosnia & Herzegovina;BB Barbados;BD Bangladesh
BE Belgium;BF Burkina Faso;BG Bulgaria;BH Bahrain;BI Burundi;BJ Benin;BN Brunei Darussalam,Brunei
BO Bolivia,Bolivia (Plurinational State of);BR Brazil;BS Bahamas,The Bahamas;BT Bhutan;BW Botswana
BY Belarus;BZ Belize;CA Canada;CD Democratic Republic of Congo,Democratic Republic of the Congo,DR Congo
CF Central African Republic;CG Republic of Congo,Republic of the Congo,Congo;CH Switzerland;CI Cote d'Ivoire
CL Chile;CM Cameroon;CN China;CO Colombia;CR Costa Rica;CU Cuba;CV Cape Verde,Cabo Verde;CY Cyprus
CZ Czech Republic,Czechia;DE Germany;DJ Djibouti;DK Denmark;DM Dominica;DO Dominican Republic;DZ Algeria
EC Ecuador;EE Estonia;EG Egypt;ER Eritrea;ES Spain;ET Ethiopia;FI Finland;FJ Fiji
FM Micronesia,Micronesia (Federated States of);FR France;GA Gabon
GB United Kingdom,United Kingdom of Great Britain and Northern Ireland,UK;GD Grenada;GE Georgia;GH Ghana
GM Gambia,The Gambia;GN Guinea;GQ Equatorial Guinea;GR Greece;GT Guatemala;GW Guinea Bissau;GY Guyana
HN Honduras;HR Croatia;HT Haiti;HU Hungary;ID Indonesia;IE Ireland;IL Israel;IN India
IQ Iraq,Republic of Iraq;IR Iran,Iran (Islamic Republic of);IS Iceland;IT Italy;JM Jamaica;JO Jordan
JP Japan;KE Kenya;KG Kyrgyzstan;KH Cambodia;KI Kiribati;KM Comoros;KN St Kitts & Nevis,Saint Kitts and Nevis
KP DPR Korea,Democratic People's Republic of Korea;KR Republic of Korea,South Korea;KW Kuwait;KZ Kazakhstan
LA Laos,Lao People's Democratic Republic;LB Lebanon;LC St Lucia,Saint Lucia;LI Liechtenstein;LK Sri Lanka
LR Liberia;LS Lesotho;LT Lithuania;LU Luxembourg;LV Latvia;LY Libya;MA Morocco;MC Monaco
MD Moldova,Republic of Moldova;ME Montenegro;MG Madagascar;MH Marshall Islands
MK Macedonia FYR,North Macedonia,Macedonia;ML Mali;MM Myanmar;MN Mongolia;MR Mauritania;MT Malta
MU Mauritius;MV Maldives;MW Malawi;MX Mexico;MY Malaysia;MZ Mozambique;NA Namibia;NE Niger;NG Nigeria
NI Nicaragua;NL Netherlands,Kingdom of the Netherlands;NO Norway;NP Nepal;NR Nauru;NZ New Zealand;OM Oman
PA Panama;PE Peru;PG Papua New Guinea;PH Philippines;PK Pakistan;PL Poland;PS Palestine,State of Palestine
PT Portugal;PW Palau;PY Paraguay;QA Qatar;RO Romania;RS Serbia;RU Russian Federation,Russia;RW Rwanda
SA Saudi Arabia;SB Solomon Islands;SC Seychelles;SD Sudan;SE Sweden;SG Singapore;SI Slovenia;SK Slovakia
SL Sierra Leone;SM San Marino;SN Senegal;SO Somalia;SR Suriname;SS South Sudan;ST Sao Tome & Principe
SV El Salvador;SY Syria,Syrian Arab Republic;SZ Swaziland,Eswatini;TD Chad;TG Togo;TH Thailand;TJ Tajikistan
TL Timor-Leste,Timor Leste;TM Turkmenistan;TN Tunisia;TO Tonga;TR Turkey,Türkiye,Turkiye
TT Trinidad & Tobago;TV Tuvalu;TZ Tanzania,United Republic of Tanzania;UA Ukraine;UG Uganda
US United States,United States of America,USA;UY Uruguay;UZ Uzbekistan;VA Holy See
VC St Vincent & the Grenadines,Saint Vincent and the Grenadines
VE Venezuela,Venezuela (Bolivarian Republic of);VN Viet Nam,Vietnam;VU Vanuatu;WS Samoa;YE Yemen
ZA South Africa;ZM Zambia;ZW Zimbabwe
"""


@cache
def _codes() -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in NAMES.replace("\n", ";").strip(";").split(";"):
        code, _, names = entry.partition(" ")
        found |= {spelling_key(name): code for name in names.split(",")}
    return found


def code_of(name: str) -> str | None:
    """The code of the state with this name; None for a name that is not known here."""
    return _codes().get(spelling_key(name))


@lru_cache(maxsize=5_000)
def state_key(name: str) -> str:
    """What a state is known by: its code in small letters, or its folded name."""
    return (code_of(name) or spelling_key(name)).lower()
