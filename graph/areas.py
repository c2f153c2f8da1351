"""The 26 areas of cooperation (DESIGN section 3), as they are seeded: reference data, seen by everyone.

Codes never change; names are in English, Sorani, Kurmanji and Arabic; descriptions are in English.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Area:
    """One area: its number in the mission, its code, its name in four languages, what belongs to it."""

    number: int
    code: str
    en: str
    ckb: str
    kmr: str
    ar: str
    description: str

    @property
    def names(self) -> dict[str, str]:
        return {"text": self.en, "en": self.en, "ckb": self.ckb, "kmr": self.kmr, "ar": self.ar}


AREAS = (
    Area(
        1,
        "consultation-coordination",
        "Consultation and coordination",
        "ڕاوێژ و هەماهەنگی",
        "Şêwirîn û hevahengî",
        "التشاور والتنسيق",
        "Asking those concerned before deciding, and agreeing who does what, where and when.",
    ),
    Area(
        2,
        "awareness-training",
        "Awareness and training",
        "هۆشیارکردنەوە و ڕاهێنان",
        "Hişyarkirin û perwerde",
        "التوعية والتدريب",
        "Making rights known to those who hold them, and teaching the skills to claim and to respect them.",
    ),
    Area(
        3,
        "monitoring-accountability",
        "Monitoring and accountability",
        "چاودێری و لێپرسینەوە",
        "Çavdêrî û berpirsiyarî",
        "الرصد والمساءلة",
        "Recording how rights are kept and violated, and seeing that those responsible answer for it.",
    ),
    Area(
        4,
        "technical-legal-support",
        "Technical and legal support",
        "پشتگیریی تەکنیکی و یاسایی",
        "Piştgiriya teknîkî û yasayî",
        "الدعم الفني والقانوني",
        "Expert help to institutions and groups: drafting of laws, legal aid, systems, procedures.",
    ),
    Area(
        5,
        "diplomacy-mediation",
        "Diplomacy and mediation",
        "دیپلۆماسی و نێوەندگیری",
        "Dîplomasî û navbeynkarî",
        "الدبلوماسية والوساطة",
        "Good offices, negotiation and mediation between parties who cannot settle a matter alone.",
    ),
    Area(
        6,
        "international-cooperation",
        "International cooperation",
        "هاوکاریی نێودەوڵەتی",
        "Hevkariya navneteweyî",
        "التعاون الدولي",
        "Work with international organizations, other states and their agencies on shared aims.",
    ),
    Area(
        7,
        "positive-pressure",
        "Positive pressure",
        "فشاری ئەرێنی",
        "Zexta erênî",
        "الضغط الإيجابي",
        "Public statements, campaigns and incentives that move institutions to do what they have undertaken.",
    ),
    Area(
        8,
        "empowering-civil-society",
        "Empowering civil society",
        "بەهێزکردنی کۆمەڵگەی مەدەنی",
        "Bihêzkirina civaka sivîl",
        "تمكين المجتمع المدني",
        "Funds, skills, room and legal protection for groups that people form to act together.",
    ),
    Area(
        9,
        "public-engagement",
        "Public engagement",
        "بەشداریی گشتی",
        "Beşdariya giştî",
        "المشاركة العامة",
        "Ways for everyone to learn of public affairs, to speak and to be heard: hearings, media, open days.",
    ),
    Area(
        10,
        "conflict-resolution",
        "Conflict resolution",
        "چارەسەرکردنی ململانێ",
        "Çareserkirina nakokiyan",
        "حل النزاعات",
        "Settling disputes between communities, groups and authorities, and keeping them settled.",
    ),
    Area(
        11,
        "support-victims",
        "Support to victims",
        "پشتگیریی قوربانیان",
        "Piştgiriya qurbaniyan",
        "دعم الضحايا",
        "Protection, care, legal help and redress for those whose rights were violated, and their families.",
    ),
    Area(
        12,
        "international-reporting",
        "International reporting",
        "ڕاپۆرتدانی نێودەوڵەتی",
        "Raporkirina navneteweyî",
        "إعداد التقارير الدولية",
        "Reports and submissions to treaty bodies, the Universal Periodic Review and special procedures.",
    ),
    Area(
        13,
        "policy-participation",
        "Participation in policy development",
        "بەشداری لە گەشەپێدانی سیاسەتدا",
        "Beşdarî di pêşxistina siyasetan de",
        "المشاركة في وضع السياسات",
        "A part for those concerned in writing policies, plans and budgets, from the first draft on.",
    ),
    Area(
        14,
        "independent-monitoring",
        "Independent monitoring",
        "چاودێریی سەربەخۆ",
        "Çavdêriya serbixwe",
        "الرصد المستقل",
        "Observation of places, trials, elections and services by people who owe nothing to those observed.",
    ),
    Area(
        15,
        "empowering-marginalized-groups",
        "Empowering marginalized groups",
        "بەهێزکردنی گرووپە پەراوێزخراوەکان",
        "Bihêzkirina komên perawêzkirî",
        "تمكين الفئات المهمشة",
        "Voice, access and means for those often left out: minorities, displaced and disabled people.",
    ),
    Area(
        16,
        "humanitarian-crisis-management",
        "Humanitarian crisis management",
        "بەڕێوەبردنی قەیرانە مرۆییەکان",
        "Birêvebirina krîzên mirovî",
        "إدارة الأزمات الإنسانية",
        "Preparing for displacement and disaster, coordinating the response, and the way out of it.",
    ),
    Area(
        17,
        "transparency-anti-corruption",
        "Transparency and anti-corruption",
        "شەفافیەت و دژایەتیی گەندەڵی",
        "Zelalî û dijberiya gendeliyê",
        "الشفافية ومكافحة الفساد",
        "Open budgets, contracts and decisions, and the institutions that prevent and pursue corruption.",
    ),
    Area(
        18,
        "justice-system-development",
        "Justice system development",
        "گەشەپێدانی سیستەمی دادپەروەری",
        "Pêşxistina pergala dadê",
        "تطوير نظام العدالة",
        "Courts, prosecution, defence and prisons that are independent, fair and within everyone's reach.",
    ),
    Area(
        19,
        "training-officials-security-forces",
        "Training of officials and security forces",
        "ڕاهێنانی فەرمانبەران و هێزە ئەمنییەکان",
        "Perwerdekirina karmend û hêzên ewlehiyê",
        "تدريب الموظفين وقوات الأمن",
        "Human rights in the education and daily practice of civil servants, police, Asayish and Peshmerga.",
    ),
    Area(
        20,
        "equality-non-discrimination",
        "Equality and non-discrimination",
        "یەکسانی و جیاوازی نەکردن",
        "Wekhevî û necudakarî",
        "المساواة وعدم التمييز",
        "Equal rights and treatment whatever the sex, origin, faith, language, disability or opinion.",
    ),
    Area(
        21,
        "monitoring-international-commitments",
        "Monitoring international commitments",
        "چاودێریی پابەندبوونە نێودەوڵەتییەکان",
        "Çavdêriya pabendiyên navneteweyî",
        "رصد الالتزامات الدولية",
        "Following what was promised in treaties and reviews until it is done, and showing what is not.",
    ),
    Area(
        22,
        "engaging-youth",
        "Engaging youth",
        "بەشداریپێکردنی گەنجان",
        "Beşdarkirina ciwanan",
        "إشراك الشباب",
        "Young people's part in public life: networks, councils, volunteering, seats where decisions fall.",
    ),
    Area(
        23,
        "government-civil-society-dialogue",
        "Government-civil society dialogue",
        "دیالۆگی حکوومەت و کۆمەڵگەی مەدەنی",
        "Diyaloga hikûmet û civaka sivîl",
        "الحوار بين الحكومة والمجتمع المدني",
        "Regular meetings of authorities and civil society, with agenda, minutes and answers to questions.",
    ),
    Area(
        24,
        "following-up-reforms",
        "Following up reforms",
        "بەدواداچوونی چاکسازییەکان",
        "Şopandina çaksaziyan",
        "متابعة الإصلاحات",
        "Seeing whether announced reforms are enacted, funded, carried out and felt.",
    ),
    Area(
        25,
        "humanitarian-intervention-conflicts",
        "Humanitarian intervention in conflicts",
        "دەستێوەردانی مرۆیی لە ململانێکاندا",
        "Destwerdana mirovî di nakokiyan de",
        "التدخل الإنساني في النزاعات",
        "Access, protection and relief for civilians during fighting, and humanitarian terms between them.",
    ),
    Area(
        26,
        "advocating-political-reforms",
        "Advocating political reforms",
        "داکۆکیکردن لە چاکسازیی سیاسی",
        "Doza çaksaziyên siyasî",
        "مناصرة الإصلاحات السياسية",
        "Arguing, with evidence, for changes of constitution, elections, parties and local government.",
    ),
)
