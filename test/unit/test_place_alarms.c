/* SPDX-License-Identifier: BSD-2-Clause
 *
 * New mail that looks as if it had history: some two hundred written texts in
 * alarms.cases and what can be made of parts here. None may be cut. */
#include "place_cases.h"

static guint
check_new (PlaceFunc place, const char *text, const MsSeparators *separators)
{
    MsPlaces got = place (ms_slice_str (text), MS_PLACE_PLAIN, separators);

    if (got.separator == NULL && got.thread == MS_THREAD_NEW &&
        got.above_quote == got.bottom)
        return 0;
    print_error ("%s in: %s\n", got.separator, text);
    return 1;
}

static void
written_texts_have_no_history (void **state)
{
    g_autoptr (MsSeparators) separators = ms_separators_new();
    g_autofree char *path =
        g_build_filename (TEST_DIR, "unit", "place", "alarms.cases", NULL);
    g_autofree char *content = NULL;
    g_auto (GStrv) blocks = NULL;
    guint failed = 0;

    (void)state;
    assert_true (g_file_get_contents (path, &content, NULL, NULL));
    blocks = g_strsplit (content, "\n=== ", -1);
    for (char **block = blocks + 1; *block != NULL; block++) {
        gboolean html = g_str_has_prefix (*block, "html\n");
        failed +=
            check_new (html ? ms_place_html : ms_place_text, *block + 5, separators);
    }
    assert_int_equal (failed, 0);
    assert_true (g_strv_length (blocks) > 160);
}

/* In each language a story says when somebody wrote, and goes on. */
static void
stories_in_many_languages_have_no_history (void **state)
{
    static const char *const openings[] = {
        "On Monday Tom wrote:",
        "On Monday morning, Tom wrote:",
        "In 1984 Orwell wrote:",
        "Am Montag schrieb Tom:",
        "Im Mai schrieb Tom einen Brief:",
        "Le lundi, Tom a écrit :",
        "El lunes, Tom escribió:",
        "Na segunda, Tom escreveu:",
        "Lunedì Tom ha scritto:",
        "Op maandag schreef Tom:",
        "På måndag skrev Tom:",
        "Mandag skrev Tom:",
        "Maanantaina Tom kirjoitti:",
        "W poniedziałek Tom napisał:",
        "V pondělí Tom napsal:",
        "V pondelok Tom napísal:",
        "Hétfőn Tom írta:",
        "Luni Tom a scris:",
        "В понедельник Том написал:",
        "У понеділок Том написав:",
        "Pazartesi Tom yazdı:",
        "Τη Δευτέρα ο Τομ έγραψε:",
        "ביום שני תום כתב:",
        "يوم الاثنين كتب توم:",
        "星期一汤姆写道：",
        "月曜日にトムさんは書きました：",
        "월요일에 톰이 쓴 내용:",
        "Pada hari Senin Tom menulis:",
        "Thứ hai Tom viết:",
        "Esmaspäeval kirjutas Tom:",
        "Pirmdien Toms rakstīja:",
        "Pirmadienį Tomas rašė:",
        "U ponedjeljak Tom je napisao:",
        "В понеделник Том написа:",
        "Dilluns en Tom va escriure:",
        "O luns Tom escribiu:",
    };
    static const char *const continuations[] = {
        "\nI will be late.\n\nWe waited.\n",
        "\n\n\"I will be late.\"\n\nWe waited.\n",
        "\n\n“I will be late.”\n",
        "\n\nDear all,\n\nI will be late.\n",
    };
    g_autoptr (MsSeparators) separators = ms_separators_new();
    guint failed = 0;

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS (openings); i++)
        for (guint k = 0; k < G_N_ELEMENTS (continuations); k++) {
            g_autofree char *text =
                g_strconcat ("A story.\n\n", openings[i], continuations[k], NULL);
            g_autofree char *html = g_strconcat ("<p>A story.</p><p>", openings[i],
                                                 "</p><p>", continuations[k], NULL);
            failed += check_new (ms_place_text, text, separators);
            failed += check_new (ms_place_html, html, separators);
        }
    assert_int_equal (failed, 0);
}

/* One field of a header, whatever the language, and rows of dashes around it. */
static void
lone_fields_and_dashes_are_prose (void **state)
{
    static const char *const fields[] = {
        "From: now on",   "Von: mir",      "De : nous",    "Da: domani",
        "Van: ons",       "Fra: meg",      "Od: jutra",    "От: нас",
        "To: all of you", "An: alle",      "Date: Friday", "Datum: 03.05.2026",
        "Subject: maths", "Betreff: Haus", "主题：会议"
    };
    static const char *const rows[] = { "",
                                        "-----\n",
                                        "----------------------------\n",
                                        "________________________________\n",
                                        "========================\n",
                                        "* * * * *\n" };
    g_autoptr (MsSeparators) separators = ms_separators_new();
    guint failed = 0;

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
        for (guint k = 0; k < G_N_ELEMENTS (rows); k++) {
            g_autofree char *text = g_strconcat ("Hello\n\n", rows[k], fields[i], "\n",
                                                 rows[k], "\nBye\n", NULL);
            failed += check_new (ms_place_text, text, separators);
        }
    assert_int_equal (failed, 0);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (written_texts_have_no_history),
        cmocka_unit_test (stories_in_many_languages_have_no_history),
        cmocka_unit_test (lone_fields_and_dashes_are_prose),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
