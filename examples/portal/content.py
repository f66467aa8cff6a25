"""The content of the portal itself: its links, its organisation, and its own words in two languages."""

LINKS = {
    "services": {
        "title": {"vi": "Dịch vụ trực tuyến", "en": "Online services"},
        "links": [
            {"title": {"vi": "Học tập", "en": "Learning"}, "url": "https://hoc-tap.lamchau.example/"},
            {"title": {"vi": "Danh bạ", "en": "Directory"}, "url": "https://danh-ba.lamchau.example/"},
            {
                "title": {"vi": "Cổng Dịch vụ công quốc gia", "en": "National Public Service Portal"},
                "url": "https://dich-vu-cong.quoc-gia.example/",
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
    },
    "websites": {
        "title": {"vi": "Liên kết web", "en": "Web links"},
        "layout": "select",
        "groups": {
            "so-nganh": {
                "title": {"vi": "Sở, ban, ngành", "en": "Departments"},
                "layout": "list",
                "links": [
                    {
                        "title": {
                            "vi": "Sở Nông nghiệp và Môi trường",
                            "en": "Department of Agriculture and Environment",
                        },
                        "url": "https://nong-nghiep.lamchau.example/",
                        "description": {
                            "vi": "Đất đai, thủy lợi, trồng trọt, quan trắc môi trường.",
                            "en": "Land, irrigation, crops, environmental monitoring.",
                        },
                        "owner": "Tổ Kỹ thuật",
                        "review": "2027-01-15",
                    },
                    {
                        "title": {"vi": "Sở Xây dựng", "en": "Department of Construction"},
                        "url": "https://xay-dung.lamchau.example/",
                        "description": {
                            "vi": "Quy hoạch, nhà ở, đường sá, xe buýt, phà.",
                            "en": "Planning, housing, roads, buses, ferries.",
                        },
                        "owner": "Tổ Kỹ thuật",
                        "review": "2027-01-15",
                    },
                    {
                        "title": {"vi": "Thanh tra tỉnh", "en": "Provincial Inspectorate"},
                        "url": "https://thanh-tra.lamchau.example/",
                    },
                ],
            },
            "xa-phuong": {
                "title": {"vi": "Xã, phường, đặc khu", "en": "Communes, wards, special zones"},
                "layout": "list",
                "links": [
                    {
                        "title": {"vi": "Phường Lam Kiều", "en": "Lam Kiều Ward"},
                        "url": "https://lam-kieu.lamchau.example/",
                    },
                    {
                        "title": {"vi": "Xã Ân Giang", "en": "Ân Giang Commune"},
                        "url": "https://an-giang.lamchau.example/",
                    },
                    {
                        "title": {"vi": "Đặc khu Hòn Sim", "en": "Hòn Sim Special Zone"},
                        "url": "https://hon-sim.lamchau.example/",
                    },
                ],
            },
        },
    },
}

HOURS = {
    "vi": "Sáng từ 7 giờ 30 đến 11 giờ 30, chiều từ 13 giờ đến 17 giờ, từ thứ Hai đến thứ Sáu",
    "en": "7.30 to 11.30 and 13.00 to 17.00, Monday to Friday",
}

ORGANISATION = {
    "name": {"vi": "Cổng thông tin điện tử tỉnh Lam Châu", "en": "Lam Châu Province Portal"},
    "governing_body": {
        "vi": "Ủy ban nhân dân tỉnh Lam Châu",
        "en": "People's Committee of Lam Châu Province",
    },
    "address": {
        "vi": "Số 1 đường Bến Sỏi, phường Bến Sỏi, tỉnh Lam Châu",
        "en": "1 Bến Sỏi Street, Bến Sỏi Ward, Lam Châu Province",
    },
    "telephones": ["0200 300 0001", "0200 300 0002"],
    "fax": "0200 300 0003",
    "email": "banbientap@lamchau.example",
    "responsible": {
        "vi": "Bà Trần Thị Minh Hà, Trưởng ban Biên tập",
        "en": "Ms Trần Thị Minh Hà, Head of the Editorial Board",
    },
    "licence": {
        "vi": "Ghi rõ nguồn “Cổng thông tin điện tử tỉnh Lam Châu” khi dùng lại thông tin từ trang này.",
        "en": "Please name “Lam Châu Province Portal” as the source when you reuse this information.",
    },
    "hours": HOURS,
    "functions": {
        "vi": "Cung cấp thông tin và dịch vụ công của tỉnh Lam Châu trên mạng.",
        "en": "Publishes the information and public services of Lam Châu Province.",
    },
    "structure": {
        "vi": "Ban Biên tập, Tổ Kỹ thuật và Bộ phận Tiếp nhận.",
        "en": "The Editorial Board, the Technical Team and the Reception.",
    },
    "officer": {
        "name": "Ông Đỗ Quang Vinh",
        "title": {"vi": "Thư ký Ban Biên tập", "en": "Secretary of the Editorial Board"},
        "unit": {"vi": "Ban Biên tập", "en": "Editorial Board"},
        "telephone": "0200 300 0004",
        "email": "dau-moi@lamchau.example",
    },
    "units": {
        "ky-thuat": {
            "name": {"vi": "Tổ Kỹ thuật", "en": "Technical Team"},
            "telephones": ["0200 300 0005"],
            "email": "ky-thuat@lamchau.example",
        },
    },
}

DEPARTMENTS = {
    "tiep-dan": {
        "name": {"vi": "Ban Tiếp công dân", "en": "Citizens' Reception"},
        "telephones": ["0200 300 0011"],
        "email": "tiep-dan@lamchau.example",
        "address": {"vi": "Phòng 101, số 1 đường Bến Sỏi", "en": "Room 101, 1 Bến Sỏi Street"},
        "hours": HOURS,
    },
    # The key of the department that was merged into it: messages have it.
    "giao-thong": {
        "name": {"vi": "Sở Xây dựng", "en": "Department of Construction"},
        "telephones": ["0200 300 0021", "0200 300 0022"],
        "fax": "0200 300 0023",
        "email": "xay-dung@lamchau.example",
        "hours": HOURS,
    },
}

STATEMENT = {
    "date": "2026-10-15",
    "basis": {
        "vi": "Quy chế hoạt động của Cổng thông tin điện tử tỉnh Lam Châu.",
        "en": "Rules of operation of the Lam Châu Province Portal.",
    },
    "scope": {
        "vi": "Trang chủ, các chuyên mục và bài viết của Cổng, bằng tiếng Việt và tiếng Anh. Các trang "
        "được dẫn đến ở mục Liên kết web không thuộc phạm vi này.",
        "en": "The portal's home page, categories and articles, in Vietnamese and English. The sites "
        "listed under Web links are not covered.",
    },
    "assessed": {
        "vi": "Ban Biên tập tự đánh giá trang chủ, một trang chuyên mục và hai bài viết: bằng công cụ "
        "tự động, bằng bàn phím và ở cỡ chữ 200%. Chưa có người khuyết tật tham gia đánh giá.",
        "en": "The Editorial Board itself looked at the home page, one category and two articles: with an "
        "automatic tool, with the keyboard, and at a text size of 200%. No person with a disability has "
        "taken part yet.",
    },
    "gaps": [
        {
            "what": {
                "vi": "Bảng giờ làm việc phải cuộn ngang trên điện thoại",
                "en": "The table of opening hours has to be scrolled sideways on a telephone",
            },
            "who": {
                "vi": "Người dùng màn hình hẹp hoặc phóng to chữ.",
                "en": "Readers with a narrow screen or large text.",
            },
            "alternative": {
                "vi": "Gọi 0200 300 0001 để nghe giờ làm việc của từng nơi.",
                "en": "Call 0200 300 0001 to be told the hours of each office.",
            },
            "until": "2027-03-31",
        },
        {
            "what": {
                "vi": "Bài viết chưa có bản tiếng Anh",
                "en": "Articles are in Vietnamese only",
            },
            "who": {
                "vi": "Người không đọc được tiếng Việt.",
                "en": "Readers who do not know Vietnamese.",
            },
            "alternative": {
                "vi": "Viết thư điện tử cho Ban Biên tập để được tóm tắt bằng tiếng Anh.",
                "en": "Write to the Editorial Board for a summary in English.",
            },
        },
        {
            "what": {
                "vi": "Chưa có nội dung bằng ngôn ngữ ký hiệu",
                "en": "Nothing is given in sign language",
            },
            "who": {
                "vi": "Người điếc dùng ngôn ngữ ký hiệu.",
                "en": "Deaf readers who use sign language.",
            },
        },
    ],
    "measures": [
        {
            "vi": "Biên tập viên viết văn bản thay thế cho tất cả hình ảnh trước khi đăng.",
            "en": "Editors describe every picture in words before it is published.",
        },
        {
            "vi": "Mỗi năm rà soát tuyên bố này một lần.",
            "en": "This statement is reviewed once a year.",
        },
    ],
    "respond_days": 10,
    "escalation": {
        "vi": "Văn phòng Ủy ban nhân dân tỉnh Lam Châu, số 2 đường Bến Sỏi, điện thoại 0200 300 0009.",
        "en": "Office of the People's Committee of Lam Châu Province, 2 Bến Sỏi Street, telephone "
        "0200 300 0009.",
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
        "language": "Ngôn ngữ",
        "services": "Dịch vụ trực tuyến",
        "all_links": "Tất cả liên kết",
        "write": "Liên hệ và góp ý",
        "statement": "Tuyên bố về khả năng tiếp cận",
        "side_menu": "Tiện ích",
        "aside": "Thông tin bên lề",
        "more": "Xem tất cả trong mục",
        "not_found": "Không có trang này",
        "not_found_why": "Địa chỉ có thể gõ chưa đúng, hoặc trang đã được chuyển đi.",
        "fictional": "Tỉnh Lam Châu không có thật. Trang này minh họa bộ tiện ích portal_widgets.",
    },
    "en": {
        "name": "Electronic information portal",
        "place": "Lam Châu Province",
        "home": "Home",
        "skip": "Skip to the main content",
        "menu": "Categories",
        "latest": "Latest news",
        "language": "Language",
        "services": "Online services",
        "all_links": "All links",
        "write": "Contact and feedback",
        "statement": "Accessibility statement",
        "side_menu": "Tools",
        "aside": "Related information",
        "more": "All articles in",
        "not_found": "There is no such page",
        "not_found_why": "The address may be mistyped, or the page has moved.",
        "fictional": "Lam Châu Province does not exist. This site shows what portal_widgets does.",
    },
}
