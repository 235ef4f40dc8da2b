"""The labels by which an article says what kind of piece it is, by kind and language, and the desks of addresses.

Those that some 11,000 labelled articles and headlines hold were judged by what they flag; the others are as outlets use
them. A word that reports begin with too ("letter", "obituary", "crónica") is left out.
"""

from __future__ import annotations

from stoppress.domain.kind import Kind

# A label is a whole piece of a headline: between its beginning, a colon, a dash, a bar, and its end. A date may follow.
_LABELS = {
    Kind.ROUND_UP: {
        "en": """
            briefing, the briefing, morning briefing, evening briefing, daily briefing, news briefing, weekend
            briefing, your morning briefing, your evening briefing, news in brief, in brief, briefs, news briefs,
            world briefs, world in brief, nation in brief, national briefs, state briefs, local briefs, local news
            briefs, city briefs, area briefs, regional briefs, county briefs, metro briefs, business briefs, sports
            briefs, police briefs, crime briefs, court briefs, community briefs, news digest, daily digest, morning
            digest, news summary, morning headlines, evening headlines, top stories, today's headlines, top
            headlines, headlines, week in review, the week in review, the week in pictures, week in pictures, the
            week in photos, the day in pictures, photos of the week, pictures of the week, photos of the day,
            newsletter, press review, police log, police logs, police blotter, crime blotter, crime log, public
            safety log, sheriff's log, sheriff's blotter, fire log, arrest log, blotter, morning read, morning
            reads, weekend reads""",
        "es": """
            en breve, breves, noticias en breve, noticias breves, resumen de noticias, resumen del día, resumen
            semanal, resumen de la semana, noticias del día, las noticias del día, titulares del día, titulares,
            boletín de noticias, revista de prensa, la semana en imágenes, la semana en fotos, las noticias de la
            mañana""",
        "fr": """
            en bref, brèves, l'actu en bref, l'actualité en bref, l'essentiel de l'actu, l'essentiel de l'actualité,
            l'essentiel du jour, les titres du jour, les infos du matin, les infos du jour, revue de presse, la
            revue de presse, la semaine en images, infolettre, la matinale""",
        "de": """
            morgenbriefing, morning briefing, nachrichten kompakt, nachrichten in kürze, meldungen in kürze, kurz
            gemeldet, kurznachrichten, kurzmeldungen, das wichtigste in kürze, die nachrichten des tages,
            nachrichtenüberblick, tagesüberblick, wochenrückblick, tagesrückblick, presseschau, die bilder der
            woche, bilder der woche, bilder des tages, polizeimeldungen, die lage am morgen, die lage am abend""",
        "pt": """
            resumo do dia, resumo da semana, resumo de notícias, notícias do dia, manchetes do dia, manchetes, giro
            de notícias, curtas, notícias em resumo, boletim de notícias, revista de imprensa, a semana em imagens""",
        "it": """
            in breve, brevi, notizie in breve, brevi di cronaca, le notizie del giorno, le notizie di oggi, i titoli
            di oggi, rassegna stampa, le foto della settimana, la settimana in immagini, la giornata in breve""",
        "nl": """
            kort nieuws, in het kort, nieuws in het kort, nieuwsoverzicht, ochtendbriefing, nieuwsbrief,
            persoverzicht, weekoverzicht, dagoverzicht, het nieuws van vandaag, de week in beeld""",
        "ru": """
            дайджест, дайджест новостей, главное за день, главное за ночь, главное за неделю, главное к утру,
            главное к этому часу, итоги дня, итоги недели, новости дня, новости к этому часу, коротко о главном,
            обзор прессы, обзор сми, неделя в фотографиях""",
        "vi": """
            điểm tin, điểm tin sáng, điểm tin tối, điểm báo, bản tin sáng, bản tin tối, tin vắn, tin nóng trong
            ngày, tin tức 24h, tin sáng, tin tối, thế giới 24h, ảnh trong tuần, tin thế giới trong ngày""",
    },
    Kind.LIVE_PAGE: {
        "en": """
            live, live updates, live blog, liveblog, live coverage, live news, live text, live report, watch live,
            follow live, as it happened, as it happens, minute by minute, minute-by-minute, rolling coverage, the
            latest, latest updates, live latest""",
        "es": """
            en directo, en vivo, en vivo y en directo, directo, minuto a minuto, siga en vivo, sigue en directo, así
            te lo contamos, última hora en directo""",
        "fr": """
            en direct, direct, le direct, minute par minute, suivez en direct, en direct vidéo, direct vidéo""",
        "de": """
            liveblog, live-blog, liveticker, live-ticker, newsblog, news-blog, newsticker, im liveticker, im
            livestream""",
        "pt": """
            ao vivo, em direto, em direto e ao vivo, minuto a minuto, acompanhe ao vivo, tempo real, em tempo real""",
        "it": "in diretta, diretta, la diretta, diretta live, minuto per minuto, la cronaca in diretta",
        "nl": "liveblog, live-blog, lees terug, liveverslag",
        "ru": """
            онлайн, прямая трансляция, онлайн-трансляция, текстовая трансляция, прямой эфир, хроника событий""",
        "vi": "trực tiếp, tường thuật trực tiếp, cập nhật trực tiếp, cập nhật liên tục",
    },
    Kind.OPINION: {
        "en": """
            opinion, opinions, analysis/opinion, opinion/analysis, op-ed, op-eds, editorial, editorials, our view,
            commentary, comment, column, columns, guest column, guest commentary, guest opinion, guest essay, guest
            view, letters, letters to the editor, letter to the editor, readers' letters, viewpoint, viewpoints,
            point of view, perspective, analysis, news analysis""",
        "es": """
            opinión, editorial, columna, columna de opinión, tribuna de opinión, análisis, cartas al director,
            cartas a la directora, cartas de los lectores, artículo de opinión, punto de vista""",
        "fr": """
            opinion, opinions, éditorial, édito, l'édito, l'éditorial, chronique, la chronique, tribune, point de
            vue, analyse, courrier des lecteurs, billet d'humeur""",
        "de": """
            kommentar, ein kommentar, der kommentar, meinung, leitartikel, kolumne, eine kolumne, gastbeitrag,
            gastkommentar, glosse, analyse, eine analyse, leserbriefe, standpunkt, pro und contra""",
        "pt": """
            opinião, editorial, artigo de opinião, análise, cartas dos leitores, cartas ao diretor, cartas à
            redação, ponto de vista""",
        "it": """
            opinione, opinioni, editoriale, l'editoriale, il commento, commento, analisi, l'analisi, lettere al
            direttore""",
        "nl": """
            opinie, commentaar, column, analyse, hoofdredactioneel commentaar, brieven, lezersbrieven, ingezonden
            brieven""",
        "ru": """
            мнение, мнения, колонка, авторская колонка, комментарий, аналитика, письма читателей, от редакции""",
        "vi": "góc nhìn, ý kiến, bình luận, xã luận, quan điểm, thư bạn đọc, ý kiến bạn đọc",
    },
    Kind.EXPLAINER: {
        "en": """
            explained, explainer, an explainer, the explainer, q&a, q & a, q and a, faq, faqs, questions and
            answers, timeline, a timeline, fact check, fact-check, factcheck, ap fact check, reality check, factbox,
            fact box, fact file, factfile, at a glance, profile, backgrounder""",
        "es": """
            explicado, preguntas y respuestas, cronología, la cronología, verificación, guía
            rápida, perfil""",
        "fr": """
            questions-réponses, questions/réponses, décryptage, chronologie, la chronologie,
            vrai ou faux, désintox, portrait, repères""",
        "de": """
            erklärt, einfach erklärt, fragen und antworten, faktencheck, der faktencheck, chronologie, zeitleiste,
            porträt""",
        "pt": """
            explicado, explicador, perguntas e respostas, cronologia, fact-check, fato ou fake, verificação, perfil""",
        "it": """
            spiegato, domande e risposte, cronologia, la cronologia, fact-checking""",
        "nl": "uitgelegd, vraag en antwoord, vragen en antwoorden, tijdlijn, factcheck, profiel",
        "ru": "разбор, объясняем, вопросы и ответы, хронология, фактчек",
        "vi": "hỏi đáp, hỏi - đáp, dòng thời gian, giải thích, kiểm chứng",
    },
    Kind.LOOK_BACK: {
        "en": """
            on this day, on this day in history, this day in history, today in history, this week in history,
            flashback, from the archive, from the archives, looking back, in memoriam""",
        "es": "tal día como hoy, un día como hoy, efemérides, hoy en la historia, in memoriam",
        "fr": "éphéméride, l'éphéméride, ça s'est passé un, c'était il y a, in memoriam",
        "de": "kalenderblatt, heute vor, was geschah am, tag in der geschichte, in memoriam",
        "pt": "efemérides, hoje na história, neste dia, in memoriam",
        "it": "accadde oggi, almanacco, l'almanacco, in memoriam",
        "nl": "op deze dag, vandaag in de geschiedenis, in memoriam",
        "ru": "этот день в истории, день в истории, календарь событий, в этот день",
        "vi": "ngày này năm xưa, ngày này trong lịch sử",
    },
    Kind.TABLE: {
        "en": """
            weather forecast, today's weather, weather table, tide table, tide tables, lottery numbers, lottery
            results, lotto results, lotto numbers, winning numbers, winning lottery numbers, market data, closing
            prices, stock prices, share prices, exchange rates, currency rates, fixtures, fixtures and results,
            results and fixtures, scoreboard, box score, box scores, standings, league table, league tables, live
            scores, high school scores, prep scores, death notices, obituaries, funeral notices, births and deaths,
            tv listings, tv guide, tv schedule, community calendar, events calendar, calendar of events, event
            listings, what's on, horoscope, horoscopes, today's horoscope, horoscope today, crossword, medal table""",
        "es": """
            pronóstico del tiempo, números ganadores, cotizaciones, tipo de cambio, tabla de posiciones, esquelas,
            programación de tv, guía de tv, cartelera, horóscopo, horóscopo de hoy, medallero, cuadro de medallas,
            agenda cultural""",
        "fr": """
            bulletin météo, la météo du jour, prévisions météo, résultats du loto, résultats et classements, avis de
            décès, programme tv, horoscope, horoscope du jour, tableau des médailles, agenda des sorties""",
        "de": """
            wettervorhersage, lottozahlen, gewinnzahlen, wechselkurse, ergebnisse und tabellen, tabelle,
            tv-programm, traueranzeigen, todesanzeigen, horoskop, tageshoroskop, medaillenspiegel,
            veranstaltungskalender""",
        "pt": """
            previsão do tempo, resultado da loteria, números sorteados, cotações, tabela de classificação,
            obituário, programação da tv, horóscopo, horóscopo do dia, quadro de medalhas, agenda cultural""",
        "it": """
            previsioni del tempo, estrazioni del lotto, numeri vincenti, risultati e classifiche, necrologi,
            programmi tv, guida tv, oroscopo, oroscopo di oggi, medagliere""",
        "nl": """
            weerbericht, lottouitslagen, uitslagen en standen, programma en uitslagen, overlijdensberichten,
            horoscoop""",
        "ru": """
            прогноз погоды, курсы валют, курс валют, результаты лотереи, турнирная таблица, программа передач,
            гороскоп""",
        "vi": "dự báo thời tiết, kết quả xổ số, lịch thi đấu, bảng xếp hạng, lịch truyền hình, tử vi",
    },
}
LABELS = {
    " ".join(label.split()): kind
    for kind, labels_by_language in _LABELS.items()
    for labels in labels_by_language.values()
    for label in labels.split(",")
}

# A part of an address's path that is a desk of one kind; under "obituaries" and "weather" stand reports too.
_DESKS = {
    Kind.ROUND_UP: """
        briefing briefings morning-briefing news-briefing newsletter newsletters roundup round-up news-in-brief
        in-brief briefs police-blotter week-in-pictures presseschau revue-de-presse rassegna-stampa""",
    Kind.LIVE_PAGE: """
        live live-news live-updates live-blog live-blogs liveblog liveblogs liveticker live-ticker newsblog en-direct
        en-directo en-vivo directo ao-vivo aovivo diretta dirette truc-tiep""",
    Kind.OPINION: """
        opinion opinions op-ed oped editorial editorials columnist columnists commentary comment commentisfree letters
        letters-to-the-editor viewpoints opinion-analysis columnas tribunas idees chroniques editos meinung kommentar
        kommentare kolumne kolumnen leitartikel opiniao colunas colunistas opinioni editoriali opinie columns
        mnenie mneniya goc-nhin y-kien""",
    Kind.EXPLAINER: """
        explainer explainers explained fact-check fact-checks factcheck fact-checking faktencheck les-decodeurs
        decodeurs verificacion fato-ou-fake""",
    Kind.LOOK_BACK: "on-this-day onthisday this-day-in-history today-in-history efemerides ephemeride kalenderblatt",
    Kind.TABLE: """
        horoscope horoscopes horoscopo horoskop oroscopo tv-listings tv-guide lottery-results lottery-numbers fixtures
        standings scoreboard box-scores death-notices programme-tv""",
}
DESKS = {desk: kind for kind, desks in _DESKS.items() for desk in desks.split()}
