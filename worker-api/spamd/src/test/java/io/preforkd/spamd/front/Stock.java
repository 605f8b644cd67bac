package io.preforkd.spamd.front;

import io.preforkd.spamd.protocol.Tell;
import io.preforkd.spamd.scan.Learned;
import io.preforkd.spamd.scan.Message;
import io.preforkd.spamd.scan.MessageScanner;
import io.preforkd.spamd.scan.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says what the spamd of the transcripts has said. */
final class Stock implements MessageScanner {
  private static final byte[] MARK =
      "X-Spam-Checker-Version: SpamAssassin 4.0.1 (2024-03-25) on mx\n"
          .getBytes(StandardCharsets.US_ASCII);

  private static final String GTUBE =
      "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

  @Override
  public Verdict scan(Message message) {
    boolean spam = StandardCharsets.ISO_8859_1.decode(message.bytes()).toString().contains(GTUBE);
    return Verdict.of(spam ? 1000 : 0, 5, spam ? List.of("GTUBE") : List.of())
        .withReport(() -> "The report.\n\n")
        .withMessage(mail -> List.of(ByteBuffer.wrap(MARK), mail.bytes(), end(mail)));
  }

  @Override
  public Optional<Learned> tell(Message message, Tell tell) {
    return Optional.of(new Learned(Set.of(), Set.of()));
  }

  private static ByteBuffer end(Message mail) {
    return ByteBuffer.wrap(mail.size() == 0 ? new byte[] {'\n'} : new byte[0]);
  }
}
