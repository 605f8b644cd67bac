package io.preforkd.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Stage;
import io.preforkd.system.verdicts.Learning;
import io.preforkd.system.verdicts.Network;
import io.preforkd.system.verdicts.Preferences;
import io.preforkd.system.verdicts.Replies;
import io.preforkd.system.verdicts.Rig;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether spamd and ours say the same of the whole corpus. */
@Tag("slow")
@Tag("once")
@Timeout(value = 3, unit = TimeUnit.HOURS)
class AllVerdictsTest {
  @RegisterExtension final Stage stage = new Stage();

  @BeforeEach
  void needsTheEngine() throws IOException {
    Engine.assumeThere();
    assumeTrue(Rig.isPossible(), "no mounts");
  }

  @Test
  void repliesAreTheSame() throws IOException {
    SameVerdictsTest.isTheSame(new Rig(stage), Replies.all());
  }

  @Test
  void whatIsLearntIsTheSame() throws IOException {
    SameVerdictsTest.isTheSame(new Rig(stage), Learning.all());
  }

  @Test
  void usersAreServedAsIfTheyWereAlone() throws IOException {
    SameVerdictsTest.isTheSame(new Rig(stage), Preferences.all());
  }

  @Test
  void whatIsAskedOfDnsIsTheSame() throws IOException {
    SameVerdictsTest.isTheSame(new Rig(stage), Network.all());
  }
}
