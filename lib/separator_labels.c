/* SPDX-License-Identifier: BSD-2-Clause */
#include "separator_data.h"

/* The fields of the header that clients put above a quoted message, in their languages.
 * One language's word may stand for another's other field ("A:" is To in Italian and
 * nothing in English): a block has to have several, so the tables need no language. */
const MsLabel ms_builtin_labels[] = {
    { "header-block",
      "from|von|absender|de|da|du|de la part de|expéditeur|remitente|remetente|mittente|"
      "van|afzender|fra|afsender|avsender|från|avsändare|lähettäjä|saatja|kellelt|no|"
      "sūtītājs|nuo|siuntėjas|od|nadawca|odesílatel|odosielateľ|pošiljatelj|šalje|від|"
      "від кого|відправник|от|от кого|отправитель|изпращач|подател|пошиљалац|feladó|"
      "de la|expeditor|expeditorul|από|αποστολέας|kimden|gönderen|göndərən|nga|dari|"
      "pengirim|từ|người gửi|จาก|מאת|מ|من|المرسل|از|फ़्रॉम|प्रेषक|发件人|寄件者|寄件人|"
      "发信人|差出人|送信者|送信元|from (差出人)|보낸 "
      "사람|보낸사람|발신|발신인|nork|frá|кімнен|kimdən|daripada|ад|oddi wrth",
      MS_FIELD_FROM },
    { "header-block",
      "sent|sent on|gesendet|gesendet am|envoyé|envoyé le|envoye|enviado|enviado el|"
      "enviada em|enviada|enviado em|inviato|inviato il|verzonden|sendt|skickat|"
      "lähetetty|saadetud|nosūtīts|išsiųsta|wysłano|wysłane|odesláno|odoslané|poslano|"
      "poslato|послато|надіслано|відправлено|отправлено|изпратено|elküldve|küldve|trimis|"
      "trimis la|στάλθηκε|εστάλη|gönderildi|gönderilme tarihi|gönderme tarihi|dikirim|"
      "dihantar|đã gửi|gửi|ส่งเมื่อ|ส่ง|נשלח|تم الإرسال|تاريخ الإرسال|أرسلت|ارسال|"
      "发送时间|发送日期|寄件日期|傳送時間|傳送日期|送信日時|보낸 "
      "날짜|보낸날짜|bidaltze-data|bidalita|жіберілген "
      "уақыты|göndərilib|испратено|dërguar|адпраўлена|anfonwyd|saatmisaeg|תאריך "
      "שליחה|भेजा गया|تاریخ ارسال",
      MS_FIELD_SENT },
    { "header-block",
      "date|datum|data|fecha|dato|päivämäärä|pvm|kuupäev|datums|дата|dátum|tarih|tarix|"
      "dată|ημερομηνία|data e dërgimit|tanggal|tarikh|ngày|วันที่|תאריך|التاريخ|تاريخ|"
      "तारीख़|दिनांक|日期|时间|日時|日付|날짜|일시|message du|message envoyé",
      MS_FIELD_DATE },
    { "header-block",
      "to|an|à|a|para|per a|pour|destinataire|destinatario|destinatário|per|aan|til|till|"
      "vastaanottaja|kellele|adressaat|kam|saņēmējs|kam|gavėjas|do|dla|adresat|komu|pre|"
      "za|prima|primatelj|за|кому|получатель|до|получател|címzett|către|destinatar|"
      "destinatarul|προς|kime|alıcı|për|kepada|tới|đến|ถึง|אל|ל|إلى|المستلم|به|"
      "प्रति|प्राप्तकर्ता|收件人|收件者|收信人|宛先|送信先|받는 "
      "사람|받는사람|수신|수신인|nori|кімге|kimə|каму",
      MS_FIELD_TO },
    { "header-block",
      "cc|bcc|kopie|kopie (cc)|kopia|kopio|kopi|copie|copie à|copia|cópia|con copia|"
      "dw|udw|kópia|копия|копія|másolat|másolatot kap|bilgi|κοιν|κοινοποίηση|koopia|"
      "kopija|tembusan|đồng gửi|สำเนา|עותק|نسخة|抄送|副本|참조",
      MS_FIELD_CC },
    { "header-block",
      "subject|betreff|betr|objet|sujet|asunto|assunto|assumpte|oggetto|onderwerp|ämne|"
      "emne|aihe|teema|tēma|temats|tema|temat|předmět|predmet|naslov|zadeva|тема|предмет|"
      "относно|tárgy|subiect|subiectul|θέμα|konu|mövzu|lënda|subjek|perihal|perkara|"
      "chủ đề|tiêu đề|เรื่อง|หัวเรื่อง|נושא|الموضوع|موضوع|विषय|主题|主题|主旨|主題|件名|"
      "제목|gaia|efni|тақырыбы|тақырып|subjekti|pwnc|тэма",
      MS_FIELD_SUBJECT },
    { "header-block",
      "reply-to|reply to|antwort an|répondre à|responder a|risposta|rispondi a|"
      "antwoord aan|svar til|svara "
      "till|antwoord|ответить|importance|wichtigkeit|priority|"
      "priorität|importancia|attachments|anlagen|attachment|anhänge|pièces jointes|"
      "organization|organisation|newsgroups|resent-from|resent-to|sensitivity|"
      "when|where|on behalf of|sender|mailed-by|mailing-list|list|categories|"
      "添付ファイル|附件|重要性",
      MS_FIELD_OTHER },
    { "message-source",
      "mime-version|content-type|content-transfer-encoding|content-disposition|received|"
      "return-path|delivered-to|message-id|references|in-reply-to|dkim-signature|"
      "x-mailer|x-originating-ip|authentication-results|received-spf|list-id|list-post|"
      "list-unsubscribe|precedence|x-spam-status",
      MS_FIELD_RAW },
    { NULL },
};
