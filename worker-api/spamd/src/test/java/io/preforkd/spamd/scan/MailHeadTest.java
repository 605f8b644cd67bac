package io.preforkd.spamd.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailHeadTest {
  @Test
  void readsFieldsInAnyCaseUnfolded() {
    MailHead head =
        head(
            "Subject: one\r\n two\r\n\tthree\r\nTO : x\r\nsubject:\r\nno field\r\n more\r\n\r\nTo: y\r\n");
    assertEquals(List.of("one two\tthree", ""), head.values("SUBJECT"));
    assertEquals(List.of("x"), head.values("to"));
    assertEquals(3, head.fields().size());
    assertTrue(head.isEnded());
    assertEquals("\r\n", head.lineEnd());
  }

  @Test
  void endsWithTheFirstEmptyLine() {
    assertEquals(5, head("A: b\n\nC: d\n").length());
    assertEquals(0, head("\nA: b\n").length());
    assertEquals(4, head("A: b").length());
    assertFalse(head("A: b\n").isEnded());
    assertEquals(0, head("").length());
    assertEquals("\n", head("").lineEnd());
  }

  @Test
  void whatIsTooLongIsBody() {
    MailHead head = head("A: b\n".repeat(MailHead.LONGEST));
    assertTrue(head.length() <= MailHead.LONGEST);
    assertFalse(head.isEnded());
    MailHead line = head("A: " + "x".repeat(2 * MailHead.LONGEST) + "\n\n");
    assertTrue(line.values("A").get(0).length() < MailHead.LONGEST);
  }

  private static MailHead head(String mail) {
    return new MailHead(ByteBuffer.wrap(mail.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
