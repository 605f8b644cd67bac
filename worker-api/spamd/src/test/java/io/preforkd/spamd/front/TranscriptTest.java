package io.preforkd.spamd.front;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Byte for byte what spamd answers. */
class TranscriptTest {
  static List<Transcript> ofSpamd() throws IOException {
    return Transcript.read("spamd.transcript");
  }

  /** Without the one in which spamd learns a message as ham of which nobody has said so. */
  static List<Transcript> ofTell() throws IOException {
    return Transcript.read("spamd-tell.transcript").stream()
        .filter(one -> !one.text().contains("Set: local\\r\\nSet: nowhere"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("ofSpamd")
  void answersAsSpamd(Transcript one) throws Exception {
    assertEquals(one.reply(), Played.with().answer(one.request()));
  }

  @ParameterizedTest
  @MethodSource("ofSpamd")
  void answersTheSameToThoseWhoSendByteByByte(Transcript one) throws Exception {
    SlowWire wire = SlowWire.endingAfter(one.request());
    Played.with().on(wire);
    assertEquals(one.reply(), wire.answer());
  }

  @ParameterizedTest
  @MethodSource("ofTell")
  void answersTellAsSpamd(Transcript one) throws Exception {
    assertEquals(one.reply(), Played.with("allow-tell", "on").answer(one.request()));
  }
}
