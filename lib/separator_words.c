/* SPDX-License-Identifier: BSD-2-Clause */
#include "separator_data.h"

/* As mail clients have it: Gmail, Apple Mail, Outlook, Thunderbird, Roundcube, K-9 and
 * others, see "on … wrote" in their translations. */
const MsVerb ms_builtin_verbs[] = {
    { "wrote-en", "wrote|writes", MS_VERB_LAST },
    { "wrote-en",
      "sent|said|says|replied|responded|posted|typed|stated|spake|asked|noted|mentioned|"
      "scribbled|quoth",
      MS_VERB_DATED },
    { "wrote-de", "schrieb|schreibt|geschrieben", MS_VERB_ANY },
    { "wrote-fr", "écrit|ecrit|écrivait", MS_VERB_LAST },
    { "wrote-es", "escribió|escribio|escribe", MS_VERB_LAST },
    { "wrote-pt", "escreveu|escreve", MS_VERB_LAST },
    { "wrote-gl", "escribiu|escribeu", MS_VERB_LAST },
    { "wrote-ca", "escriure|escrit", MS_VERB_LAST },
    { "wrote-it", "scritto|scrive|scrisse", MS_VERB_LAST },
    { "wrote-co", "scrittu", MS_VERB_LAST },
    { "wrote-ia", "scribite", MS_VERB_LAST },
    { "wrote-ro", "scris|scrie", MS_VERB_LAST },
    { "wrote-nl", "schreef|geschreven|schrijft", MS_VERB_ANY },
    { "wrote-fy", "skreau", MS_VERB_ANY },
    { "wrote-af", "geskryf|skryf", MS_VERB_ANY },
    { "wrote-lb", "schreift", MS_VERB_ANY },
    { "wrote-sv", "skrev|skriver", MS_VERB_ANY }, /* and Danish, Norwegian */
    { "wrote-nn", "skreiv", MS_VERB_ANY },
    { "wrote-is", "skrifaði", MS_VERB_ANY },
    { "wrote-fo", "skrivaði", MS_VERB_ANY },
    { "wrote-fi", "kirjoitti|kirjoittaa", MS_VERB_ANY },
    { "wrote-et", "kirjutas|kirjutab", MS_VERB_ANY },
    { "wrote-lv", "rakstīja|raksta", MS_VERB_ANY },
    { "wrote-lt", "rašė|parašė|rašo", MS_VERB_ANY },
    { "wrote-pl", "napisał|napisała|napisal|napisana|pisze", MS_VERB_ANY },
    { "wrote-cs", "napsal|napsala|píše", MS_VERB_ANY },
    { "wrote-sk", "napísal|napísala", MS_VERB_ANY },
    { "wrote-sl", "napisal|napisala|sporoča", MS_VERB_ANY },
    { "wrote-hr", "napisao|napisala|piše", MS_VERB_ANY }, /* and Bosnian, Serbian */
    { "wrote-sr", "написа|написао|написала|пише", MS_VERB_ANY },
    { "wrote-mk", "напиша", MS_VERB_ANY },
    { "wrote-bg", "написа|пише", MS_VERB_ANY },
    { "wrote-ru", "написал|написала|написали|писал|писала|писали|пишет", MS_VERB_ANY },
    { "wrote-uk", "написав|написала|пише|писав|писала|писали", MS_VERB_ANY },
    { "wrote-be", "напісаў|напісала|піша", MS_VERB_ANY },
    { "wrote-hu", "írta|irta|írja", MS_VERB_ANY },
    { "wrote-el", "έγραψε|εγραψε|έγραψαν", MS_VERB_ANY },
    { "wrote-tr", "yazdı|yazdi|yazmış|yazıyor", MS_VERB_LAST },
    { "wrote-az", "yazıb|yazdı", MS_VERB_LAST },
    { "wrote-uz", "yozgan", MS_VERB_ANY },
    { "wrote-sq", "shkroi", MS_VERB_ANY },
    { "wrote-eu", "idatzi", MS_VERB_ANY },
    { "wrote-cy", "ysgrifennodd", MS_VERB_ANY },
    { "wrote-ga", "scríobh|scriobh", MS_VERB_ANY },
    { "wrote-gd", "sgrìobh|sgriobh", MS_VERB_ANY },
    { "wrote-br", "skrivet", MS_VERB_ANY },
    { "wrote-eo", "skribis", MS_VERB_ANY },
    { "wrote-ku", "nivîsî", MS_VERB_ANY },
    { "wrote-id", "menulis", MS_VERB_ANY }, /* and Malay */
    { "wrote-fil", "sinulat|sumulat", MS_VERB_ANY },
    { "wrote-vi", "viết", MS_VERB_ANY },
    { "wrote-ka", "დაწერა", MS_VERB_ANY },
    { "wrote-hy", "գրեց|գրել", MS_VERB_ANY },
    { "wrote-he", "כתב|כתבה|כתבו", MS_VERB_ANY },
    { "wrote-ar", "كتب|كتبت|الرسالة", MS_VERB_ANY },
    { "wrote-fa", "نوشت|نوشته", MS_VERB_ANY },
    { "wrote-ug", "يازدى", MS_VERB_ANY },
    { "wrote-ur", "لکھا", MS_VERB_ANY },
    { "wrote-bn", "লিখেছেন|লিখেছে", MS_VERB_ANY },
    { "wrote-pa", "ਲਿਖਿਆ", MS_VERB_ANY },
    { "wrote-gu", "લખ્યું", MS_VERB_ANY },
    { "wrote-te", "రాసారు|రాశారు", MS_VERB_ANY },
    { "wrote-kn", "ಬರೆದಿದ್ದಾರೆ|ಬರೆದರು", MS_VERB_ANY },
    { "wrote-ne", "लेख्नुभयो|लेखे", MS_VERB_ANY },
    { "wrote-am", "ጻፈ|ጽፏል", MS_VERB_ANY },
    { "wrote-sw", "aliandika|ameandika", MS_VERB_ANY },
    { "wrote-zu", "wabhala", MS_VERB_ANY },
    { "wrote-kk", "жазды", MS_VERB_ANY },
    { "wrote-mn", "бичсэн|бичив", MS_VERB_ANY },
    { "wrote-hi", "लिखा", MS_VERB_ANY },
    { "wrote-mr", "लिहीले|लिहिले", MS_VERB_ANY },
    { "wrote-ta", "எழுதியது|எழுதப்பட்டது", MS_VERB_ANY },
    { "wrote-ml", "എഴുതി", MS_VERB_ANY },
    { "wrote-my", "ရေးသားခဲ့သည်|ရေးခဲ့သည်", MS_VERB_SUFFIX },
    { "wrote-th", "เขียน|เขียนว่า", MS_VERB_SUFFIX },
    { "wrote-km", "បានសរសេរ", MS_VERB_SUFFIX },
    { "wrote-zh", "写道|写到|撰写|寫道|寫到|撰寫", MS_VERB_SUFFIX },
    { "wrote-ja", "書きました|書いた|のメッセージ|のメール|より", MS_VERB_SUFFIX },
    { "wrote-ko", "작성|작성함|쓴 내용|쓴 글|씀|썼습니다", MS_VERB_SUFFIX },
    /* Horde and other webmail begin with it */
    { "quoting",
      "quoting|zitat|citando|citeren|citerar|cytowanie|cituji|quotando|lainaus|missatge",
      MS_VERB_FIRST },
    { NULL },
};

const MsPhrase ms_builtin_phrases[] = {
    { "original-message",
      "original message|original|original appointment|original meeting|reply "
      "message|originalnachricht|original-nachricht|"
      "original nachricht|ursprüngliche nachricht|urspruengliche nachricht|"
      "antwort nachricht|message d'origine|message original|courriel original|"
      "courriel initial|mensaje original|correo original|missatge original|"
      "mensaxe orixinal|mensaxe orixianl|mensagem original|messaggio originale|messaghju "
      "d'origine|mesaj original|"
      "oorspronkelijk bericht|origineel bericht|orgineel bericht|oarspronklik berjocht|"
      "orizjineel berjocht|oprindelig meddelelse|oprindelig besked|original besked|"
      "opprinnelig melding|original melding|opphavleg melding|"
      "ursprungligt meddelande|originalmeddelande|upprunaleg skilaboð|uppruna boð|"
      "alkuperäinen viesti|esialgne kiri|algne kiri|sākotnējā vēstule|sākotnējā ziņa|"
      "originalus laiškas|originalus tekstas|wiadomość oryginalna|oryginalna wiadomość|"
      "původní zpráva|původní e-mail|pôvodná správa|izvirno sporočilo|izvorno sporočilo|"
      "izvorna poruka|originalna poruka|оригинална порука|оригинална порака|оригинално "
      "писмо|"
      "исходное сообщение|оригинальное сообщение|первоначальное сообщение|"
      "оригінальне повідомлення|вихідне повідомлення|арыгінальнае паведамленне|"
      "зыходны ліст|eredeti üzenet|αρχικό μήνυμα|πρωτότυπο μήνυμα|özgün ileti|"
      "orijinal mesaj|orijinal ileti|orijinal məktub|asl xat|mesazhi origjinal|"
      "mesazh origjinal|jatorrizko mezua|neges wreiddiol|an teachtaireacht bhunaidh|"
      "bunteachtaireacht|an teachdaireachd thùsail|kemennadenn orin|originala mesaĝo|"
      "peyama orîjînal|original-message|pesan asli|pesan orisinal|mesej asal|thư gốc|"
      "tin nhắn gốc|ორიგინალი შეტყობინება|საწყისი მესიჯი|առաջին հաղորդագրությունը|նախորդ "
      "հաղորդագրութիւնը|"
      "הודעה מקורית|ההודעה המקורית|الرسالة الأصلية|الرسالة الأساسية|پیام اصلی|پیام "
      "نخستین|"
      "ئەسلىي خەت|पुराना मैसेज|मूल संदेश|உண்மை தகவல்|യഥാർത്ഥ സന്ദേശം|खरा "
      "संदेश|ข้อความเดิม|ข้อความต้นฉบับ|សារដើម|"
      "原始邮件|原始郵件|原始訊息|原邮件|元のメッセージ|元メール|オリジナルメッセージ|"
      "원본 메시지|원본 메일",
      MS_PHRASE_DASHED, MS_THREAD_REPLY },
    { "forwarded-message",
      "forwarded message|forwarded mail|start of forwarded message|inline attachment "
      "follows|forwarding messages|forwarded letter|"
      "weitergeleitete nachricht|weitergeleitete mail|message transféré|message transmis|"
      "message réexpédié|mensaje reenviado|missatge reenviat|mensagem encaminhada|"
      "mensagem reencaminhada|messaggio inoltrato|mesaj redirecționat|mesaj "
      "redirectionat|"
      "mesaj transmis|doorgestuurd bericht|videresendt meddelelse|videresendt besked|"
      "videresendt melding|vidarebefordrat meddelande|vidarebefordrat mejl|"
      "välitetty viesti|välitetty viesti / fwd.msg|edelleenlähetetty viesti|"
      "edastatud kiri|pārsūtītā ziņa|persiųstas laiškas|treść przekazanej wiadomości|"
      "przekazana wiadomość|wiadomość przesłana dalej|přeposlaná zpráva|"
      "preposlaná správa|posredovano sporočilo|proslijeđena poruka|prosleđena poruka|"
      "препратено съобщение|прослеђена порука|перенаправленное сообщение|"
      "пересылаемое сообщение|пересланное сообщение|переслане повідомлення|"
      "перенаправлене повідомлення|továbbított üzenet|továbbított levél|"
      "προωθημένο μήνυμα|iletilen ileti|iletilmiş mesaj|yönlendirilen mesaj|"
      "pesan terusan|thư được chuyển tiếp|הודעה שהועברה|رسالة معاد توجيهها|"
      "ข้อความที่ส่งต่อ|转发邮件|转发的邮件|轉寄郵件|轉寄的郵件|メッセージを転送|"
      "転送メッセージ|転送されたメッセージ|전달된 메시지|전달된 메일",
      MS_PHRASE_DASHED, MS_THREAD_FORWARD },
    { "forwarded-message",
      "begin forwarded message:|forwarded message:|anfang der weitergeleiteten "
      "nachricht:|"
      "weitergeleitete nachricht:|start på videresendt besked:|videresendt melding:|"
      "start på vidarebefordrat brev:|vidarebefordrat mejl:|vidarebefordrat brev:|"
      "inicio del mensaje reenviado:|mensaje reenviado:|välitetty viesti alkaa:|"
      "début du message réexpédié :|début du message transféré :|"
      "započni proslijeđenu poruku:|továbbított levél kezdete:|"
      "inizio messaggio inoltrato:|begin doorgestuurd bericht:|"
      "początek przekazywanej wiadomości:|początek przekazanej wiadomości:|"
      "início da mensagem reencaminhada:|início da mensagem encaminhada:|"
      "începe mesajul redirecționat:|начало переадресованного сообщения:|"
      "začátek přeposílané zprávy:|začiatok preposlanej správy:|ileti başlangıcı:|"
      "iletinin başlangıcı:|початок листа, що пересилається:|inici del missatge "
      "reenviat:|"
      "αρχή προωθημένου μηνύματος:|תחילת ההודעה שהועברה:|بدء الرسالة المعاد توجيهها:|"
      "بداية الرسالة المُعاد توجيهها:|เริ่มข้อความที่ส่งต่อ:|bắt đầu thư được chuyển tiếp:|"
      "mulai pesan "
      "terusan:|下面是被转发的邮件：|開始轉寄郵件：|以下は、転送されたメッセージ：|"
      "転送されたメッセージ：|전달된 메시지:",
      MS_PHRASE_LINE, MS_THREAD_FORWARD },
    { "david", /* Tobit david */
      "original message processed by david®|original message processed by david|"
      "ursprüngliche nachricht verarbeitet von david®",
      MS_PHRASE_LINE, MS_THREAD_REPLY },
    /* Help desks; what stands around it does not matter. */
    { "reply-above-line",
      "reply above this line|please reply above this line|"
      "please type your reply above this line|type your reply above this line|"
      "write your reply above this line|enter your reply above this line|"
      "add your reply above this line|write above this line to reply|"
      "write above this line to post a reply|write above this line to post a response|"
      "in replies all text above this line is added to the ticket|"
      "please do not write below this line|do not write below this line|"
      "bitte oberhalb dieser zeile antworten|antworten sie oberhalb dieser zeile|"
      "bitte antworten sie oberhalb dieser zeile|"
      "répondre au-dessus de cette ligne|répondez au-dessus de cette ligne|"
      "veuillez répondre au-dessus de cette ligne|"
      "responda por encima de esta línea|responda encima de esta línea|"
      "responda acima desta linha|rispondi sopra questa riga|"
      "antwoord boven deze regel|svara ovanför den här raden|svar over denne linje",
      MS_PHRASE_LINE, MS_THREAD_REPLY },
    { NULL },
};

const char *const ms_builtin_message_words =
    "message|mail|email|e-mail|nachricht|courriel|mensaje|correo|mensagem|messaggio|"
    "bericht|besked|meddelelse|meddelande|melding|viesti|wiadomość|wiadomości|zpráva|"
    "správa|poruka|sporočilo|сообщение|письмо|повідомлення|лист|üzenet|levél|mesaj|ileti|"
    "μήνυμα|laiškas|kiri";
const char *const ms_builtin_original_words =
    "original|originale|originál|ursprungliche|oorspronkelijke|puvodni|alkuperainen|"
    "pierwotna|reply|antwort|origine|d'origine|initial|ursprüngliche|"
    "původní|pôvodná|eredeti|исходное|oprindelig|ursprungligt|oorspronkelijk";
const char *const ms_builtin_forwarded_words =
    "forwarded|forward|fwd|weitergeleitete|weitergeleitet|transféré|reenviado|inoltrato|"
    "encaminhada|reencaminhada|doorgestuurd|videresendt|vidarebefordrat|przekazana|"
    "przekazanej|přeposlaná|preposlaná|továbbított|пересылаемое|пересланное";

const char *const ms_builtin_tag_starts[] = {
    "sent from ",
    "sent via ",
    "sent with ",
    "get outlook for ",
    "get bluemail for ",
    "von meinem ",
    "gesendet von ",
    "gesendet mit ",
    "diese nachricht wurde von meinem ",
    "outlook für ",
    "hol dir outlook",
    "envoyé de mon ",
    "envoyé depuis ",
    "envoyé à partir de ",
    "obtenez outlook pour ",
    "télécharger outlook pour ",
    "enviado desde mi ",
    "enviado desde ",
    "obtener outlook para ",
    "enviado do meu ",
    "enviado do ",
    "enviado via ",
    "obter o outlook para ",
    "inviato da ",
    "ottieni outlook per ",
    "verstuurd vanaf ",
    "verzonden vanaf ",
    "outlook voor ",
    "skickat från ",
    "hämta outlook för ",
    "sendt fra ",
    "få outlook for ",
    "hent outlook til ",
    "lähetetty ",
    "hanki outlook ",
    "wysłane z ",
    "wysłano z ",
    "pobierz program outlook",
    "odesláno z ",
    "odoslané z ",
    "poslano z ",
    "poslano s ",
    "küldve ",
    "trimis de pe ",
    "отправлено с ",
    "отправлено из ",
    "надіслано з ",
    "στάλθηκε από ",
    "iphone'umdan ",
    "iphone'dan ",
    "发自我的",
    "從我的",
    "發自我的",
    "iphoneから送信",
    "나의 iphone에서",
    "내 iphone에서",
    "gửi từ ",
    "dikirim dari ",
    "ส่งจาก",
    "נשלח מה",
    "أرسلت من",
    /* virus scanners */
    "virus-free.",
    "this email has been checked for viruses",
    "this email was scanned",
    "this message has been scanned",
    "this email has been scanned",
    "diese e-mail wurde von avast",
    "virenfrei.",
    "l'absence de virus dans ce courrier",
    "garanti sans virus",
    "libre de virus.",
    "este correo electrónico ha sido comprobado",
    "este email foi escaneado",
    "livre de vírus.",
    "privo di virus.",
    "questa e-mail è stata controllata",
    "virusvrij.",
    "wolny od wirusów.",
    "без вирусов.",
    "bez virů.",
    NULL,
};

const char *const ms_builtin_tag_products[] = {
    "iphone", "ipad",   "android",    "samsung",    "galaxy",     "huawei",    "xiaomi",
    "nokia",  "pixel",  "blackberry", "windows",    "outlook",    "yahoo",     "gmail",
    "gmx",    "web.de", "proton",     "spark",      "mailspring", "bluemail",  "aquamail",
    "mail",   "mobil",  "phone",      "smartphone", "telefon",    "téléphone", "teléfono",
    "handy",  "tablet", "tabletu",    "virus",      "vírus",      "viren",     "virů",
    "wirus",  "вирус",  "avast",      NULL,
};

const char *const ms_builtin_leads =
    "on|at|in|am|den|le|el|il|in|op|em|no|a|o|om|på|d|den|tann|þann|dne|dňa|dnia|w|dana|"
    "na|"
    "на|дана|у|в|во|στις|vào|pada|ve|më|ar|an|je|je|u|da|la|ao|dia|kl|ekkor|mas|datumā|"
    "בתאריך|datuma|tarihinde|di|d'an|i|em data|în|ב|في|بتاريخ|در|به|el día|le "
    "jeu|在|于|於|uto|ngày";
