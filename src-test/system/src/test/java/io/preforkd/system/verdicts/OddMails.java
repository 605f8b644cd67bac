package io.preforkd.system.verdicts;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Mails that are empty, broken, or of letters beyond ASCII. */
final class OddMails {
  private static final int LONG = 5000;
  private static final int BLANK_LINES = 13;
  private static final int GARBAGE = 10;

  private OddMails() {}

  static List<Mail> all() {
    List<Mail> all = new ArrayList<>();
    add(all, "empty", empty());
    add(all, "broken", broken());
    add(all, "8-bit", eightBit());
    add(all, "garbage", garbage());
    return all;
  }

  /** A few of them; the first ends in blank lines. */
  static List<Mail> some() {
    List<Mail> some = new ArrayList<>();
    add(some, "broken", List.of(broken().get(BLANK_LINES), broken().get(0)));
    add(some, "empty", empty().subList(0, 4));
    add(some, "8-bit", eightBit().subList(0, 2));
    return some;
  }

  private static void add(List<Mail> all, String kind, List<String> texts) {
    for (int i = 0; i < texts.size(); i++) {
      all.add(new Mail(kind + "-" + i, texts.get(i)));
    }
  }

  private static List<String> empty() {
    return List.of(
        "",
        "\r\n\r\n",
        "Subject: head only",
        "no header\n\n\u0001 binary\r\r\n\nand no end",
        "\n",
        "\n\n\n",
        "x",
        "Subject: x\n\n",
        " \n",
        "\nonly a body\n");
  }

  private static List<String> broken() {
    String ham = Mails.ham(8).text();
    return List.of(
        ham.replace("\n", "\r\n"),
        ham.replace("\n", "\r"),
        ham.replaceFirst("\n\n", "\n \n"),
        ham.strip(),
        "From ann@example.com Sun Nov 22 08:00:00 2020\n" + ham,
        ham + "From bob@example.com Sun Nov 22 08:00:00 2020\n" + ham,
        "no colon here\n" + ham,
        ": no name\n" + ham,
        "\tfolded at once\n" + ham,
        "Subject: a\nSubject: b\nFrom: x\nFrom: y\nTo:\n" + ham,
        "X-Spam-Flag: YES\nX-Spam-Status: Yes, score=99\nX-Spam-Checker-Version: SpamAssassin 3\n"
            + ham,
        ham + "x".repeat(LONG) + "\n",
        "X-Long: " + "a b ".repeat(LONG / 4) + "\n" + ham,
        ham + "\n".repeat(100),
        ham.replace(" ", "\u0000"),
        "X-Envelope-From: <ann@example.com>\nReturn-Path: <>\n" + ham,
        "Content-Type: text/plain; charset=no-such-charset\n" + ham,
        "Content-Type: ;;;=\nContent-Transfer-Encoding: rot13\n" + ham,
        ham + "begin 644 x.exe\nM'XL(\n`\nend\n");
  }

  private static List<String> eightBit() {
    String ham = Mails.ham(9).text();
    return List.of(
        "Subject: gr\u00fc\u00dfe\n" + ham + "\u00e4\u00f6\u00fc\n",
        "Content-Type: text/plain; charset=utf-8\n" + ham + "\u00c3\u00a4\u00e2\u0082\u00ac\n",
        "Content-Type: text/plain; charset=utf-8\n" + ham + "\u00ff\u00fe broken\n",
        "Content-Type: text/plain; charset=koi8-r\n"
            + ham
            + "\u00f0\u00d2\u00c9\u00d7\u00c5\u00d4\n",
        "Subject: =?utf-8?Q?gr=C3=BC=C3=9Fe?= =?iso-8859-1?B?/Pzg?=\n" + ham,
        "Subject: =?utf-8?Q?broken\n" + ham,
        "Subject: =?no-such?Q?x?= =?utf-8?X?x?=\n" + ham,
        "Content-Type: text/plain; charset=utf-16\n" + ham + "\u0000h\u0000i\n",
        "From: \u00c3\u00bc@\u00e9xample.com\n" + ham,
        "X-\u00fc: header\n" + ham,
        ham + "\u0080\u0081\u008d\u009f\u00a0\n".repeat(20));
  }

  /** Bytes by lot. */
  private static List<String> garbage() {
    Random random = new Random(3);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < GARBAGE; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(2000); length > 0; length--) {
        text.append((char) (random.nextInt(8) == 0 ? '\n' : random.nextInt(256)));
      }
      all.add(text.toString());
    }
    return all;
  }
}
