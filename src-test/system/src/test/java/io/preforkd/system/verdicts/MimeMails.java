package io.preforkd.system.verdicts;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Mails in parts, encoded in each way, well and badly. */
final class MimeMails {
  private static final String BOUNDARY = "=_part";
  private static final int KINDS = 10;
  private static final int MAILS = 36;

  private MimeMails() {}

  static List<Mail> all() {
    List<Mail> all = new ArrayList<>();
    for (int i = 0; i < MAILS; i++) {
      all.add(new Mail("mime-" + i, mail(i)));
    }
    return all;
  }

  private static String mail(int number) {
    Words words = new Words(20_000L + number);
    String text = words.lines(number % 2 == 0 ? Words.HAM : Words.SPAM, 2 + words.below(9));
    return switch (number % KINDS) {
      case 0 -> mixed("mime", number, part("text/plain", text), attachment(base64(text)));
      case 1 -> alternative(number, text);
      case 2 -> single(number, "text/plain", "base64", base64(text + Mails.GTUBE + "\n"));
      case 3 -> single(number, "text/html; charset=utf-8", "quoted-printable", quoted(text));
      case 4 -> mixed("mime", number, part("multipart/mixed; boundary=\"in\"", nested(text)));
      case 5 -> mixed("mime", number, part("message/rfc822", Mails.spam(number).text()));
      case 6 -> mixed("mime", number, part("text/plain", text)).replace("--" + BOUNDARY + "--", "");
      case 7 -> single(number, "text/plain; charset=\"koi8-r\"", "base64", "not*base64!\n" + text);
      case 8 ->
          mixed("mime", number, part("image/gif", "GIF89a\u0001\u0000\u00ff"), part("", text));
      default -> single(number, "multipart/mixed", "7bit", text);
    };
  }

  private static String single(int number, String type, String encoding, String body) {
    return Mails.head("mime", number, "parts")
        + "MIME-Version: 1.0\nContent-Type: "
        + type
        + "\nContent-Transfer-Encoding: "
        + encoding
        + "\n\n"
        + body;
  }

  static String mixed(String kind, int number, String... parts) {
    return Mails.head(kind, number, "parts")
        + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\""
        + BOUNDARY
        + "\"\n\nA preamble.\n"
        + String.join("", parts)
        + "--"
        + BOUNDARY
        + "--\n";
  }

  private static String alternative(int number, String text) {
    String html =
        "<html><a href=\"http://example.biz/\">http://example.com/</a><b>" + text + "</b></html>\n";
    return mixed("mime", number, part("text/plain", text), part("text/html", html))
        .replace("multipart/mixed", "multipart/alternative");
  }

  private static String nested(String text) {
    return "--in\n\n" + text + "\n--in\nContent-Type: text/html\n\n<p>" + text + "\n--in--\n";
  }

  private static String part(String type, String body) {
    String head = type.isEmpty() ? "" : "Content-Type: " + type + "\n";
    return "--" + BOUNDARY + "\n" + head + "\n" + body + "\n";
  }

  /** A file of no kind that anybody knows, in base 64. */
  static String attachment(String base64) {
    return "--"
        + BOUNDARY
        + "\nContent-Type: application/octet-stream; name=\"a.bin\"\n"
        + "Content-Disposition: attachment; filename=\"a.bin\"\nContent-Transfer-Encoding: base64\n\n"
        + base64;
  }

  private static String base64(String text) {
    return Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(text.getBytes(ISO_8859_1))
        + "\n";
  }

  private static String quoted(String text) {
    return text.replace("=", "=3D").replace("e", "=65").replace(" a", " =\na");
  }
}
