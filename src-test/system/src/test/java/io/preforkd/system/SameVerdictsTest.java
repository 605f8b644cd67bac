package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Stage;
import io.preforkd.system.verdicts.Comparison;
import io.preforkd.system.verdicts.Phase;
import io.preforkd.system.verdicts.Replies;
import io.preforkd.system.verdicts.Rig;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Some of what {@code AllVerdictsTest} compares, and whether a faulty engine would be noticed. */
@Tag("once")
@Timeout(600)
class SameVerdictsTest {
  @RegisterExtension final Stage stage = new Stage();

  @BeforeEach
  void needsTheEngine() throws IOException {
    Engine.assumeThere();
    assumeTrue(Rig.isPossible(), "no mounts");
  }

  /** Prints how much has been compared, which is what the documentation tells. */
  static void isTheSame(Stage stage, Phase phase) throws IOException {
    Comparison all = new Rig(stage).compare(phase);
    System.out.println(all);
    assertEquals(List.of(), all.ofStock(), "stock differs from itself");
    assertEquals(List.of(), all.ofOurs(), "preforkd differs from stock");
  }

  @Test
  void repliesAreTheSame() throws IOException {
    isTheSame(stage, Replies.some());
  }
}
