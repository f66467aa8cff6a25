"""What the portal says of itself: its links, its organisation, and its own words in two languages."""

LINKS = {
    "services": [
        {"title": {"vi": "Học tập", "en": "Learning"}, "url": "https://hoc-tap.lamchau.example/"},
        {"title": {"vi": "Danh bạ", "en": "Directory"}, "url": "https://danh-ba.lamchau.example/"},
        {
            "title": {"vi": "Dịch vụ công", "en": "Public services"},
            "url": "https://dich-vu-cong.lamchau.example/",
        },
        {
            "title": {"vi": "Hệ thống văn bản của tỉnh", "en": "Provincial documents"},
            "url": "https://van-ban.lamchau.example/",
        },
        {
            "title": {"vi": "Hộ kinh doanh", "en": "Household businesses"},
            "url": "https://ho-kinh-doanh.lamchau.example/",
        },
        {
            "title": {"vi": "Thư điện tử công vụ", "en": "Official e-mail"},
            "url": "https://thu.lamchau.example/",
        },
        {
            "title": {"vi": "Một cửa điện tử", "en": "One-stop shop"},
            "url": "https://mot-cua.lamchau.example/",
        },
    ],
}

ORGANISATION = {
    "name": {"vi": "Cổng thông tin điện tử tỉnh Lam Châu", "en": "Lam Châu Province Portal"},
    "governing_body": {
        "vi": "Ủy ban nhân dân tỉnh Lam Châu",
        "en": "People's Committee of Lam Châu Province",
    },
    "address": {
        "vi": "Số 1 đường Bến Sỏi, phường Bến Sỏi, thành phố Lam Kiều, tỉnh Lam Châu",
        "en": "1 Bến Sỏi Street, Bến Sỏi Ward, Lam Kiều City, Lam Châu Province",
    },
    "telephones": ["0200 000 0001", "0200 000 0002"],
    "fax": "0200 000 0003",
    "email": "banbientap@lamchau.example",
    "responsible": {
        "vi": "Bà Trần Thị Minh Hà, Trưởng ban Biên tập",
        "en": "Ms Trần Thị Minh Hà, Head of the Editorial Board",
    },
    "licence": {
        "vi": "Ghi rõ nguồn “Cổng thông tin điện tử tỉnh Lam Châu” khi dùng lại thông tin từ trang này.",
        "en": "Please name “Lam Châu Province Portal” as the source when you reuse this information.",
    },
}

WORDS = {
    "vi": {
        "name": "Cổng thông tin điện tử",
        "place": "Tỉnh Lam Châu",
        "home": "Trang chủ",
        "skip": "Đến nội dung chính",
        "menu": "Chuyên mục",
        "latest": "Tin mới",
        "reading": "Tùy chọn đọc",
        "breadcrumb": "Đường dẫn",
        "language": "Ngôn ngữ",
        "services": "Liên kết web",
        "contact": "Liên hệ",
        "statistics": "Thống kê truy cập",
        "side_menu": "Tiện ích",
        "source": "Nguồn",
        "aside": "Thông tin bên lề",
        "more": "Xem tất cả trong mục",
        "fictional": "Tỉnh Lam Châu không có thật. Trang này minh họa bộ tiện ích portal_widgets.",
    },
    "en": {
        "name": "Electronic information portal",
        "place": "Lam Châu Province",
        "home": "Home",
        "skip": "Skip to the main content",
        "menu": "Categories",
        "latest": "Latest news",
        "reading": "Reading options",
        "breadcrumb": "Breadcrumb",
        "language": "Language",
        "services": "Web links",
        "contact": "Contact",
        "statistics": "Visit statistics",
        "side_menu": "Tools",
        "source": "Source",
        "aside": "Related information",
        "more": "All articles in",
        "fictional": "Lam Châu Province does not exist. This site shows what portal_widgets does.",
    },
}
