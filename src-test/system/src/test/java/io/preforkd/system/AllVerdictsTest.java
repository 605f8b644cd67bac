package io.preforkd.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Stage;
import io.preforkd.system.verdicts.Replies;
import io.preforkd.system.verdicts.Rig;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether spamd and ours say the same of the whole corpus. */
@Tag("slow")
@Tag("once")
@Timeout(3600)
class AllVerdictsTest {
  @RegisterExtension final Stage stage = new Stage();

  @BeforeEach
  void needsTheEngine() throws IOException {
    Engine.assumeThere();
    assumeTrue(Rig.isPossible(), "no mounts");
  }

  @Test
  void repliesAreTheSame() throws IOException {
    SameVerdictsTest.isTheSame(stage, Replies.all());
  }
}
