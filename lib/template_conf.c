/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_conf.h"

#include "problem.h"
#include <confuse.h>
#include <string.h>

/* libconfuse hands no user data to its callbacks. An option that no file can set (it has
 * no parser) carries ours. */
#define CONTEXT "context"

typedef struct {
    const char *file;
    GPtrArray *problems;
    gboolean failed;
    const cfg_opt_t *set[3]; /* the options that have been assigned to */
    guint n_set;
} Context;

static Context *
context_of (cfg_t *cfg)
{
    for (cfg_opt_t *opt = cfg->opts; opt->name != NULL; opt++)
        if (opt->type == CFGT_PTR)
            return (Context *)opt->simple_value.ptr;
    g_assert_not_reached();
}

static void G_GNUC_PRINTF (2, 0) on_error (cfg_t *cfg, const char *format, va_list args)
{
    Context *context = context_of (cfg);
    g_autofree char *text = g_strdup_vprintf (format, args);

    text[0] = g_ascii_tolower (text[0]);
    g_strdelimit (text, "\n", ' ');
    context->failed = TRUE;
    ms_problem_error (context->problems, context->file, (guint)MAX (cfg->line, 0), 0,
                      "%s", text);
}

/* NULL when the value may be taken, else what was expected. */
static const char *
expected_value (const char *name, const char *value)
{
    if (strcmp (name, "images") == 0)
        return strcmp (value, "embed") == 0 || strcmp (value, "link") == 0
                   ? NULL
                   : "embed or link";
    if (strcmp (name, "image-url") == 0)
        return g_str_has_prefix (value, "https://") || g_str_has_prefix (value, "http://")
                   ? NULL
                   : "a URL that begins with https://";
    return *value != '\0' ? NULL : "names of fields";
}

static gboolean
is_set_before (Context *context, const cfg_opt_t *opt)
{
    for (guint i = 0; i < context->n_set; i++)
        if (context->set[i] == opt)
            return TRUE;
    g_assert (context->n_set < G_N_ELEMENTS (context->set));
    context->set[context->n_set++] = opt;
    return FALSE;
}

/* Called for each value. The first of an assignment has none before it, so a second first
 * one is a second assignment, of which libconfuse would silently take the last. */
static int
take_value (cfg_t *cfg, cfg_opt_t *opt, const char *value, void *result)
{
    const char *expected = expected_value (opt->name, value);

    if (opt->nvalues <= 1 && is_set_before (context_of (cfg), opt)) {
        cfg_error (cfg, "\"%s\" is set twice", opt->name);
        return -1;
    }
    if (expected != NULL) {
        cfg_error (cfg, "%s = \"%s\": expected %s", opt->name, value, expected);
        return -1;
    }
    *(const char **)result = value;
    return 0;
}

static void
complain (const Context *context, const char *text)
{
    ms_problem_error (context->problems, context->file, 0, 0, "%s", text);
}

static void
take_images (MsTemplateConf *conf, cfg_t *cfg, const Context *context)
{
    const char *images = cfg_getstr (cfg, "images");
    const char *url = cfg_getstr (cfg, "image-url");
    gboolean link = images != NULL && strcmp (images, "link") == 0;

    if (link && url == NULL)
        complain (context,
                  "images = link: expected image-url, the folder of the pictures "
                  "on a web server");
    if (!link && url != NULL)
        complain (context, "image-url is used only with images = link");
    if (link && url != NULL)
        conf->image_url = g_strconcat (url, g_str_has_suffix (url, "/") ? "" : "/", NULL);
}

static void
take_required (MsTemplateConf *conf, cfg_t *cfg)
{
    guint count = cfg_size (cfg, "required");

    g_free (conf->required);
    conf->required = g_new0 (char *, count + 1);
    for (guint i = 0; i < count; i++)
        conf->required[i] = g_strdup (cfg_getnstr (cfg, "required", i));
}

static void
parse (MsTemplateConf *conf, const char *text, Context *context)
{
    cfg_opt_t options[] = {
        CFG_STR_LIST ("required", NULL, CFGF_NONE),
        CFG_STR ("images", NULL, CFGF_NODEFAULT),
        CFG_STR ("image-url", NULL, CFGF_NODEFAULT),
        { .name = CONTEXT, .type = CFGT_PTR, .simple_value.ptr = (void **)context },
        CFG_END(),
    };
    cfg_t *cfg;

    for (guint i = 0; i < 3; i++)
        options[i].parsecb = take_value;
    cfg = cfg_init (options, CFGF_NONE);
    cfg_set_error_function (cfg, on_error);
    if (cfg_parse_buf (cfg, text) == CFG_SUCCESS) {
        take_required (conf, cfg);
        take_images (conf, cfg, context);
    } else if (!context->failed) {
        ms_problem_error (context->problems, context->file, (guint)MAX (cfg->line, 0), 0,
                          "expected required, images or image-url, and a value");
    }
    cfg_free (cfg);
}

MsTemplateConf *
ms_template_conf_parse (const char *text, const char *file, GPtrArray *problems)
{
    MsTemplateConf *conf = g_new0 (MsTemplateConf, 1);
    Context context = { .file = file, .problems = problems };

    conf->required = g_new0 (char *, 1);
    if (text != NULL)
        parse (conf, text, &context);
    return conf;
}

void
ms_template_conf_free (MsTemplateConf *conf)
{
    if (conf == NULL)
        return;
    g_strfreev (conf->required);
    g_free (conf->image_url);
    g_free (conf);
}
