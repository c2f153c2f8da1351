"""The sample's stakeholders, the posts in public bodies, and who belongs to what."""

from __future__ import annotations

from typing import Any

from resolvers.sample_data.entries import Entry, areas, names

Locales = tuple[str, ...]

_BODIES: tuple[tuple[str, Locales, str, str, str, str, tuple[int, ...]], ...] = (
    # key, names, acronym, level, branch, place, areas
    ("parliament", ("Kurdistan Parliament", "پەرلەمانی کوردستان", "Parlamentoya Kurdistanê",
     "برلمان كوردستان"),
     "KP", "REGIONAL", "LEGISLATIVE", "erbil-district", (13, 24, 26)),
    ("justice", ("Ministry of Justice", "وەزارەتی داد", "Wezareta Dadê", "وزارة العدل"),
     "MoJ", "REGIONAL", "EXECUTIVE", "erbil-district", (4, 18, 24)),
    ("interior", ("Ministry of Interior", "وەزارەتی ناوخۆ", "Wezareta Navxweyê", "وزارة الداخلية"),
     "MoI", "REGIONAL", "EXECUTIVE", "erbil-district", (16, 19)),
    ("labour", ("Ministry of Labour and Social Affairs", "وەزارەتی کار و کاروباری کۆمەڵایەتی",
     "Wezareta Kar û Karûbarên Civakî", "وزارة العمل والشؤون الاجتماعية"),
     "MoLSA", "REGIONAL", "EXECUTIVE", "erbil-district", (11, 15, 20)),
    ("youth-ministry", ("Ministry of Culture and Youth", "وەزارەتی ڕۆشنبیری و لاوان",
     "Wezareta Rewşenbîrî û Ciwanan", "وزارة الثقافة والشباب"),
     "MoCY", "REGIONAL", "EXECUTIVE", "erbil-district", (9, 22)),
    ("rights-commission", ("Independent Human Rights Commission", "دەستەی سەربەخۆی مافەکانی مرۆڤ",
     "Desteya Serbixwe ya Mafên Mirov", "الهيئة المستقلة لحقوق الإنسان"),
     "IHRC", "REGIONAL", "INDEPENDENT", "erbil-district", (3, 12, 14, 21)),
    ("judicial-council", ("Judicial Council", "ئەنجومەنی دادوەری", "Encûmena Dadweriyê", "مجلس القضاء"),
     "JC", "REGIONAL", "JUDICIAL", "erbil-district", (18,)),
    ("integrity", ("Commission of Integrity", "دەستەی دەستپاکی", "Desteya Destpakiyê", "هيئة النزاهة"),
     "CoI", "REGIONAL", "INDEPENDENT", "erbil-district", (17,)),
    ("violence-directorate", ("Directorate of Combating Violence against Women",
     "بەڕێوەبەرایەتیی بەرەنگاربوونەوەی توندوتیژی دژی ئافرەتان",
     "Rêveberiya Dijberiya Tundûtûjiya li dijî Jinan", "مديرية مناهضة العنف ضد المرأة"),
     "DCVAW", "REGIONAL", "EXECUTIVE", "sulaymaniyah-district", (11, 20)),
    ("zakho-council", ("Zakho Administration", "ئیدارەی زاخۆ", "Îdareya Zaxoyê", "إدارة زاخو"),
     "ZA", "DISTRICT", "EXECUTIVE", "zakho", (1, 16)),
)  # fmt: skip

_GROUPS: tuple[tuple[str, str, Locales, str, str, tuple[int, ...], dict[str, Any]], ...] = (
    # type, key, names, acronym, place, areas, further values
    ("Organization", "tirazh-fund", ("Tirazh Fund for Rights", "سندووقی تیراژ بۆ مافەکان",
     "Fona Tîraj a Mafan", "صندوق تيراج للحقوق"), "TFR", "erbil-district", (6, 8, 22),
     {"classification": "donor", "founded": "2009"}),
    ("Organization", "alder-mediation", ("Alder Mediation Centre", "ناوەندی ئالدەر بۆ نێوەندگیری",
     "Navenda Alder a Navbeynkariyê", "مركز ألدر للوساطة"), "AMC", "erbil-district", (5, 10, 25),
     {"classification": "international organization", "founded": "2003-05"}),
    ("Organization", "lantern-monitor", ("Lantern International Rights Monitor",
     "چاودێری نێودەوڵەتیی فانۆس",
     "Çavdêra Navneteweyî ya Fanosê", "مرصد الفانوس الدولي للحقوق"), "LIRM", "sulaymaniyah-district",
     (3, 12, 14, 21), {"classification": "international organization", "founded": "1998"}),
    ("Organization", "pira-institute", ("Pira Institute for Public Policy", "پەیمانگەی پرا بۆ سیاسەتی گشتی",
     "Enstîtuya Pira ya Siyaseta Giştî", "معهد پرا للسياسات العامة"), "PIPP", "sulaymaniyah-district",
     (13, 17, 26), {"classification": "research institute", "founded": "2012"}),
    ("Organization", "shelter-consortium", ("Four Valleys Relief Consortium",
     "هاوپەیمانیی فریاکەوتنی چوار دۆڵ",
     "Hevpeymaniya Alîkariyê ya Çar Geliyan", "ائتلاف الوديان الأربعة للإغاثة"), "FVRC", "duhok-district",
     (11, 16, 25), {"classification": "consortium", "founded": "2014-08~"}),
    ("Organization", "media-house", ("Dengzan Media House", "خانەی میدیایی دەنگزان",
     "Mala Medyayê ya Dengzan", "دار دنگزان الإعلامية"), "DMH", "koya", (7, 9),
     {"classification": "media", "founded": "2017"}),
    ("CivilSocietyGroup", "lawyers-sirwan", ("Sirwan Legal Aid Association",
     "کۆمەڵەی سیروان بۆ یارمەتیی یاسایی",
     "Komeleya Sîrwan a Alîkariya Yasayî", "جمعية سيروان للمساعدة القانونية"), "SLAA", "halabja-district",
     (4, 11, 18), {"founded": "2011"}),
    ("CivilSocietyGroup", "women-hanar", ("Hanar Women's Union", "یەکێتیی ژنانی هەنار",
     "Yekîtiya Jinan a Hinar", "اتحاد هنار النسائي"), "HWU", "erbil-district", (8, 15, 20),
     {"founded": "2006"}),
    ("CivilSocietyGroup", "court-watch", ("Open Benches Court Watch", "چاودێریی دادگای کراوە",
     "Çavdêriya Dadgehê ya Vekirî", "مرصد المحاكم المفتوحة"), "OBCW", "erbil-district", (3, 14, 18),
     {"founded": "2016-02"}),
    ("CivilSocietyGroup", "press-halgurd", ("Halgurd Press Freedom Circle",
     "بازنەی هەڵگوردی ئازادیی ڕۆژنامەگەری",
     "Xeleka Helgurd a Azadiya Rojnamegeriyê", "حلقة هلكورد لحرية الصحافة"), "HPFC",
     "sulaymaniyah-district",
     (3, 7, 9), {"founded": "2013"}),
    ("CivilSocietyGroup", "minorities-laleng", ("Laleng Minorities Forum", "کۆڕبەندی لالەنگ بۆ کەمینەکان",
     "Foruma Laleng a Kêmneteweyan", "منتدى لالنك للأقليات"), "LMF", "semel", (10, 15, 20),
     {"founded": "2015"}),
    ("CivilSocietyGroup", "disability-dest", ("Dest Disability Alliance", "هاوپەیمانیی دەست بۆ کەمئەندامان",
     "Hevpeymaniya Dest a Kêmendaman", "تحالف دست لذوي الإعاقة"), "DDA", "erbil-district", (13, 15, 20),
     {"founded": "2018"}),
    ("CivilSocietyGroup", "budget-roon", ("Roon Open Budget Group", "گرووپی ڕوون بۆ بودجەی کراوە",
     "Koma Ron a Budçeya Vekirî", "مجموعة روون للموازنة المفتوحة"), "ROBG", "sulaymaniyah-district",
     (3, 17, 24), {"founded": "2019"}),
    ("CivilSocietyGroup", "elders-zakho", ("Zakho Elders for Conciliation", "ڕیشسپیانی زاخۆ بۆ ئاشتەوایی",
     "Rihspiyên Zaxoyê ji bo Lihevhatinê", "وجهاء زاخو للمصالحة"), "ZEC", "zakho", (5, 10), {}),
    ("YouthNetwork", "youth-bihar", ("Bihar Youth Network", "تۆڕی گەنجانی بەهار", "Tora Ciwanan a Bihar",
     "شبكة بهار الشبابية"), "BYN", "duhok-district", (2, 22, 9), {"ageFrom": 16, "ageTo": 29,
     "founded": "2018"}),
    ("YouthNetwork", "youth-debate", ("Minber Debate Network", "تۆڕی دیبەیتی مینبەر",
     "Tora Nîqaşê ya Minber",
     "شبكة منبر للمناظرات"), "MDN", "erbil-district", (9, 22, 23), {"ageFrom": 15, "ageTo": 25}),
    ("YouthNetwork", "youth-green", ("Sewz Young Volunteers", "خۆبەخشانی گەنجی سەوز",
     "Dilxwazên Ciwan ên Sewz",
     "متطوعو سوز الشباب"), "SYV", "rania", (8, 22), {"ageFrom": 18, "ageTo": 30, "founded": "2021"}),
    ("YouthNetwork", "youth-coders", ("Civic Coders of Sulaymaniyah", "کۆدنووسانی مەدەنیی سلێمانی",
     "Kodnivîsên Sivîl ên Silêmaniyê", "مبرمجو السليمانية المدنيون"), "CCS", "sulaymaniyah-district",
     (17, 22), {"ageFrom": 17, "ageTo": 28, "founded": "2020"}),
)  # fmt: skip

_PEOPLE: tuple[tuple[str, Locales, str, str, str, str, str], ...] = (
    # key, names, given name, family name, gender, languages, place
    ("shilan", ("Shilan Karim Zorab", "شیلان کەریم زۆراب", "Şîlan Kerîm Zorab", "شيلان كريم زوراب"),
     "Shilan", "Zorab", "FEMALE", "ckb en", "erbil-district"),
    ("rebin", ("Rebin Salih Dolan", "ڕێبین ساڵح دۆڵان", "Rêbîn Salih Dolan", "ريبين صالح دولان"),
     "Rebin", "Dolan", "MALE", "ckb ar en", "sulaymaniyah-district"),
    ("awaz", ("Awaz Jalal Pirani", "ئاواز جەلال پیرانی", "Awaz Celal Pîranî", "آواز جلال بيراني"),
     "Awaz", "Pirani", "FEMALE", "ckb en", "halabja-district"),
    ("dilan", ("Dilan Yousif Semeli", "دیلان یوسف سێمێلی", "Dîlan Ûsiv Sêmêlî", "ديلان يوسف سميلي"),
     "Dilan", "Semeli", "FEMALE", "kmr ar en", "semel"),
    ("karwan", ("Karwan Aziz Bardar", "کاروان عەزیز بەردار", "Karwan Ezîz Berdar", "كاروان عزيز بردار"),
     "Karwan", "Bardar", "MALE", "ckb ar", "erbil-district"),
    ("niyan", ("Niyan Fatah Lawkar", "نیان فەتاح لاوکار", "Niyan Fetah Lawkar", "نيان فتاح لاوكار"),
     "Niyan", "Lawkar", "FEMALE", "ckb en", "sulaymaniyah-district"),
    ("soran", ("Soran Hassan Mirzan", "سۆران حەسەن میرزان", "Soran Hesen Mîrzan", "سوران حسن ميرزان"),
     "Soran", "Mirzan", "MALE", "ckb", "koya"),
    ("tara", ("Tara Majid Nurani", "تارا مەجید نوورانی", "Tara Mecîd Nûranî", "تارا مجيد نوراني"),
     "Tara", "Nurani", "FEMALE", "ckb ar en", "erbil-district"),
    ("bestun", ("Bestun Ali Kewan", "بێستوون عەلی کێوان", "Bêstûn Elî Kêwan", "بيستون علي كيوان"),
     "Bestun", "Kewan", "MALE", "ckb en", "rania"),
    ("jiyan", ("Jiyan Sadiq Zaxoyi", "ژیان سادق زاخۆیی", "Jiyan Sadiq Zaxoyî", "جيان صادق زاخويي"),
     "Jiyan", "Zaxoyi", "FEMALE", "kmr en", "zakho"),
    ("layla", ("Layla Hanna Semaan", "لەیلا حەننا سەمعان", "Leyla Hena Sem'an", "ليلى حنا سمعان"),
     "Layla", "Semaan", "FEMALE", "ar ckb en", "erbil-district"),
    ("khalaf", ("Khalaf Murad Sharo", "خەلەف موراد شەرۆ", "Xelef Mirad Şero", "خلف مراد شرو"),
     "Khalaf", "Sharo", "MALE", "kmr ar", "semel"),
    ("marit", ("Marit Solheim",), "Marit", "Solheim", "FEMALE", "en", "erbil-district"),
    ("tomas", ("Tomas Eggerling",), "Tomas", "Eggerling", "MALE", "en ar", "sulaymaniyah-district"),
    ("witness", ("A witness (name withheld)",), "", "", "", "ckb", "halabja-district"),
)  # fmt: skip

STAKEHOLDERS = [
    *(
        Entry(
            "GovernmentBody",
            key,
            {
                "name": names(*locales),
                "acronym": acronym,
                "level": level,
                "branch": branch,
                "countryCode": "IQ",
            },
            {"areas": areas(*numbers), "place": [place]},
        )
        for key, locales, acronym, level, branch, place, numbers in _BODIES
    ),
    *(
        Entry(
            kind,
            key,
            {"name": names(*locales), "acronym": acronym, **further},
            {"areas": areas(*numbers), "place": [place]},
        )
        for kind, key, locales, acronym, place, numbers, further in _GROUPS
    ),
    *(
        Entry(
            "Person",
            key,
            {
                "name": names(*locales),
                "languages": languages.split(),
                **({"givenName": given, "familyName": family, "gender": gender} if given else {}),
            },
            {"place": [place]},
            marking="RED" if key == "witness" else "CLEAR",
            owner="lawyers-sirwan" if key == "witness" else None,
            readers=["mediator@demo.example"] if key == "witness" else [],
            compartments=["protection"] if key == "witness" else [],
        )
        for key, locales, given, family, gender, languages, place in _PEOPLE
    ),
]

_POSTS: tuple[tuple[str, Locales, str, str], ...] = (
    ("post-ihrc-head", ("Head of the Commission", "سەرۆکی دەستە", "Serokê desteyê", "رئيس الهيئة"),
     "head", "rights-commission"),
    ("post-moj-reform", ("Director of Legal Reform", "بەڕێوەبەری چاکسازیی یاسایی",
     "Rêvebera Çaksaziya Yasayî",
     "مدير الإصلاح القانوني"), "director", "justice"),
    ("post-moi-training", ("Director of Police Training", "بەڕێوەبەری ڕاهێنانی پۆلیس",
     "Rêveberê Perwerdeya Polîsan", "مدير تدريب الشرطة"), "director", "interior"),
    ("post-kp-rights", ("Chair of the Human Rights Committee", "سەرۆکی لیژنەی مافەکانی مرۆڤ",
     "Serokê Komîteya Mafên Mirov", "رئيس لجنة حقوق الإنسان"), "chair", "parliament"),
    ("post-molsa-shelters", ("Head of Shelters", "بەرپرسی شەڵتەرەکان", "Berpirsê Sitargehan",
     "مسؤول الملاجئ"), "head", "labour"),
    ("post-mocy-youth", ("Adviser for Youth", "ڕاوێژکاری لاوان", "Şêwirmendê Ciwanan", "مستشار الشباب"),
     "adviser", "youth-ministry"),
)  # fmt: skip

_MEMBERSHIPS: tuple[tuple[str, str, str, str | None, str | None, str | None], ...] = (
    # member, organization, role, start, end, post
    ("karwan", "rights-commission", "head", "2022-03", None, "post-ihrc-head"),
    ("tara", "justice", "director", "2021-09-01", None, "post-moj-reform"),
    ("soran", "interior", "director", "2019", "2025-06-30", "post-moi-training"),
    ("rebin", "parliament", "chair", "2024-12~", None, "post-kp-rights"),
    ("layla", "labour", "head", "2023", None, "post-molsa-shelters"),
    ("bestun", "youth-ministry", "adviser", "2025-02", None, "post-mocy-youth"),
    ("tara", "judicial-council", "secretary", "2015", "2021-08", None),
    ("karwan", "lawyers-sirwan", "founder", "2011", "2022-02", None),
    ("awaz", "lawyers-sirwan", "chair", "2022-03", None, None),
    ("shilan", "women-hanar", "president", "2017-04", None, None),
    ("niyan", "press-halgurd", "editor", "2018", None, None),
    ("niyan", "pira-institute", "fellow", "2020", "2023~", None),
    ("rebin", "pira-institute", "researcher", "2013", "2024-11", None),
    ("dilan", "minorities-laleng", "coordinator", "2016-01", None, None),
    ("khalaf", "minorities-laleng", "board member", "2015", None, None),
    ("dilan", "youth-bihar", "founder", "2018", "2022", None),
    ("jiyan", "youth-bihar", "coordinator", "2022-05", None, None),
    ("jiyan", "elders-zakho", "secretary", "2023", None, None),
    ("soran", "media-house", "commentator", "2025-09", None, None),
    ("bestun", "youth-green", "founder", "2021", "2025-01", None),
    ("awaz", "court-watch", "board member", "2019", None, None),
    ("shilan", "disability-dest", "board member", "2020", None, None),
    ("layla", "women-hanar", "lawyer", "2012", "2022-12", None),
    ("marit", "tirazh-fund", "programme officer", "2021-01", None, None),
    ("marit", "alder-mediation", "mediator", "2014", "2020-12", None),
    ("tomas", "lantern-monitor", "researcher", "2019-10", None, None),
    ("youth-bihar", "tirazh-fund", "grantee", "2020", None, None),
    ("women-hanar", "shelter-consortium", "member", "2015", None, None),
    ("lawyers-sirwan", "shelter-consortium", "member", "2015", None, None),
    ("minorities-laleng", "shelter-consortium", "member", "2016", "2023", None),
    ("youth-coders", "budget-roon", "partner", "2021", None, None),
    ("court-watch", "lantern-monitor", "national partner", "2018", None, None),
    ("press-halgurd", "lantern-monitor", "national partner", "2018", None, None),
    ("violence-directorate", "interior", "directorate", "2007", None, None),
    ("witness", "lawyers-sirwan", "client", "2025-04", None, None),
)

POSTS = [
    Entry("Post", key, {"name": names(*locales), "role": role}, {"organization": [body]})
    for key, locales, role, body in _POSTS
]

MEMBERSHIPS = [
    Entry(
        "Membership",
        f"member-{member}-{organization}",
        {"role": role, **({"start": start} if start else {}), **({"end": end} if end else {})},
        {"member": [member], "organization": [organization], **({"post": [post]} if post else {})},
        marking="AMBER" if role == "client" else "GREEN" if role == "grantee" else "CLEAR",
        owner="lawyers-sirwan" if role == "client" else "tirazh-fund" if role == "grantee" else None,
    )
    for member, organization, role, start, end, post in _MEMBERSHIPS
]
