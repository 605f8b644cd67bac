package io.preforkd.system.verdicts;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The corpus: mails of every kind, by lot, the same at each run. */
public final class Mails {
  static final String GTUBE =
      "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

  private static final int HAM = 60;
  private static final int SPAM = 60;
  private static final int HUGE_LINES = 3000;

  private static final ZonedDateTime NOON =
      ZonedDateTime.of(2020, 11, 22, 12, 0, 0, 0, ZoneOffset.UTC);

  private Mails() {}

  /** Two hundred and more. */
  public static List<Mail> all() {
    List<Mail> all = new ArrayList<>();
    for (int i = 0; i < HAM; i++) {
      all.add(ham(i));
    }
    for (int i = 0; i < SPAM; i++) {
      all.add(spam(i));
    }
    all.addAll(gtube());
    all.addAll(MimeMails.all());
    all.addAll(OddMails.all());
    all.addAll(huge());
    return all;
  }

  /** A few of each kind. */
  public static List<Mail> some() {
    List<Mail> some = new ArrayList<>(List.of(ham(1), ham(6), spam(1), spam(2)));
    some.addAll(gtube().subList(0, 2));
    some.addAll(MimeMails.all().subList(0, 4));
    some.addAll(OddMails.some());
    return some;
  }

  static Mail ham(int number) {
    Words words = new Words(number);
    String text =
        head("ham", number, words.one(Words.HAM))
            + (number % 3 == 0 ? "In-Reply-To: <1@example.org>\nReferences: <1@example.org>\n" : "")
            + (number % 5 == 0 ? "X-Mailer: Evolution 3.46\nReply-To: a@example.com\n" : "")
            + "\n"
            + words.lines(Words.HAM, 1 + words.below(30))
            + (number % 7 == 0 ? "-- \nAnn\nhttp://www.example.com/" + number + "\n" : "");
    return new Mail("ham-" + number, text);
  }

  static Mail spam(int number) {
    Words words = new Words(10_000L + number);
    String subject = words.one(Words.SPAM) + "!!! " + words.one(Words.SPAM);
    String head =
        head("spam", number, number % 4 == 0 ? subject.toUpperCase(Locale.ROOT) : subject);
    String body = words.lines(Words.SPAM, 1 + words.below(12));
    return new Mail("spam-" + number, head + shape(number, body));
  }

  /** What comes behind the first header lines: plain, HTML, or with the marks of bulk mailers. */
  private static String shape(int number, String body) {
    return switch (number % 4) {
      case 1 ->
          "MIME-Version: 1.0\nContent-Type: text/html; charset=iso-8859-1\n\n<html><body bgcolor=\"#000000\">"
              + "<font size=\"7\" color=\"#010101\">"
              + body
              + "</font><img src=\"http://203.0.113."
              + number
              + "/x.gif\"></body></html>\n";
      case 2 -> "X-Mailer: Microsoft Outlook Express 6.00.2600.0000\nX-Priority: 1\n\n" + body;
      case 3 ->
          "Precedence: bulk\nList-Unsubscribe: <mailto:x@example.biz>\nDate: nonsense\n\n" + body;
      default -> "\n" + body;
    };
  }

  /** The first lines of a header, up to Message-Id, in all their variety. */
  static String head(String kind, int number, String subject) {
    return received(number)
        + "From: \"Sender %d\" <sender%d@example.%s>\n"
            .formatted(number, number, number % 2 == 0 ? "com" : "biz")
        + "To: ann@example.com\n"
        + "Subject: %s\n".formatted(subject)
        + "Date: %s\n".formatted(date(number))
        + id(kind, number);
  }

  private static String date(int number) {
    return NOON.plusDays(number).format(DateTimeFormatter.RFC_1123_DATE_TIME);
  }

  private static String received(int number) {
    StringBuilder lines = new StringBuilder();
    for (int hop = number % 4; hop > 0; hop--) {
      lines.append(
          "Received: from relay%d.example.net (relay%d.example.net [193.41.7.%d])\n\tby mx.example.com (Postfix) with ESMTP id A%d\n\tfor <ann@example.com>; %s\n"
              .formatted(hop, hop, 1 + number % 200, number, date(number)));
    }
    return lines.toString();
  }

  /** The log has ids in brackets, without comments and blanks. */
  private static String id(String kind, int number) {
    return switch (number % 8) {
      case 3 -> "Message-Id: <%s.%d,x@example.com> (a comment)\n".formatted(kind, number);
      case 4 -> "Message-Id: %s %d@example.com\n".formatted(kind, number);
      case 5 -> "";
      case 6 ->
          "Message-Id: <%1$s.%2$d@example.com>\nResent-Message-Id: <re.%2$d@example.com>\n"
              .formatted(kind, number);
      default -> "Message-Id: <%s.%d@example.com>\n".formatted(kind, number);
    };
  }

  private static List<Mail> gtube() {
    List<Mail> all = new ArrayList<>();
    List<String> bodies =
        List.of(GTUBE + "\n", "a\n" + GTUBE + "\nb\n", GTUBE, "x" + GTUBE + "x\n", GTUBE + "\r\n");
    for (String body : bodies) {
      int number = all.size();
      all.add(new Mail("gtube-" + number, head("gtube", number, "test") + "\n" + body));
    }
    all.add(new Mail("gtube-subject", head("gtube", 7, GTUBE) + "\nhello\n"));
    return all;
  }

  /** Long ones, mostly of what is not text, as rules take long for text. */
  private static List<Mail> huge() {
    String file = "UHJlZm9ya2QgVmVyZGljdHMgUHJlZm9ya2QgVmVyZGljdHMgUHJlZm9ya2QgVmVyZGljdHMg\n";
    String attached = MimeMails.mixed("huge", 1, MimeMails.attachment(file.repeat(HUGE_LINES)));
    String lines = new Words(1).lines(Words.HAM, HUGE_LINES / 10);
    return List.of(
        new Mail("huge-attachment", attached),
        new Mail("huge-text", head("huge", 2, "long") + "\n" + lines),
        new Mail(
            "huge-header",
            "X-Long: " + "y".repeat(20_000) + "\n" + head("huge", 8, "long") + "\nhello\n"));
  }
}
