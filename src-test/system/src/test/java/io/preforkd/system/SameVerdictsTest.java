package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.system.harness.Stage;
import io.preforkd.system.verdicts.Comparison;
import io.preforkd.system.verdicts.Learning;
import io.preforkd.system.verdicts.Mutant;
import io.preforkd.system.verdicts.Network;
import io.preforkd.system.verdicts.Phase;
import io.preforkd.system.verdicts.Preferences;
import io.preforkd.system.verdicts.Replies;
import io.preforkd.system.verdicts.Rig;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
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
  static Comparison isTheSame(Rig rig, Phase phase) throws IOException {
    Comparison all = rig.compare(phase);
    System.out.println(all);
    assertEquals(List.of(), all.ofStock(), "stock differs from itself");
    assertEquals(List.of(), all.ofOurs(), "preforkd differs from stock");
    return all;
  }

  /** And whether an engine with one of these faults would not be the same. */
  private void isTheSameUnless(Phase phase, List<Mutant> mutants) throws Exception {
    Rig rig = new Rig(stage);
    Comparison all = isTheSame(rig, phase);
    assertEquals(Optional.empty(), rig.notice(phase, all, Mutant.NONE));
    for (Mutant mutant : mutants) {
      Optional<String> noticed = rig.notice(phase, all, mutant);
      assertTrue(noticed.isPresent(), "nobody notices that " + mutant.name());
      System.out.println(mutant.name() + ": " + noticed.get());
    }
  }

  @Test
  void repliesAreTheSame() throws Exception {
    isTheSameUnless(Replies.some(), Mutant.ofReplies());
  }

  @Test
  void whatIsLearntIsTheSame() throws Exception {
    isTheSameUnless(Learning.some(), Mutant.ofLearning());
  }

  @Test
  void usersAreServedAsIfTheyWereAlone() throws Exception {
    isTheSameUnless(Preferences.some(), Mutant.ofPreferences());
  }

  @Test
  void whatIsAskedOfDnsIsTheSame() throws Exception {
    isTheSameUnless(Network.some(), Mutant.ofNetwork());
  }
}
