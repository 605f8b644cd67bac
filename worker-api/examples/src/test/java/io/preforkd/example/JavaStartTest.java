package io.preforkd.example;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.preforkd.worker.Connection;
import io.preforkd.worker.Handler;
import io.preforkd.worker.WorkerContext;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.Extension;

/** A Java child before its first idle: it hears its parent, and its faults have the right codes. */
class JavaStartTest {

  @Test
  void answersPingsAndLeavesWhileTheStartHangs() throws Exception {
    Outcome outcome = pass("hangs-drained", HangsInStart.class);
    assertFalse(outcome.text().contains("stop was called"), outcome.text());
  }

  @Test
  void diesWithTheParentThoughStartAndShutdownHookHang() throws Exception {
    pass("hangs-orphaned", HangsInShutdownToo.class);
  }

  @Test
  void answersPingsAndLeavesWhileTheConstructorHangs() throws Exception {
    pass("hangs-at-birth", HangsAtBirth.class);
  }

  @Test
  void aHelloThatIsNoneEndsAChildThatHangs() throws Exception {
    says(
        pass("hangs-misled", HangsAtBirth.class), "preforkd worker: the parent broke the protocol");
  }

  @Test
  void anExceptionInAStaticInitializerExitsWith70() throws Exception {
    Outcome outcome = pass("birth-fails", FailsInItsInitializer.class);
    says(
        outcome, "preforkd worker: the static initializer of " + name(FailsInItsInitializer.class));
    says(outcome, "Caused by: java.lang.IllegalStateException: as the test wants");
  }

  @Test
  void anErrorInAStaticInitializerExitsWith70() throws Exception {
    says(pass("birth-fails", ErrsInItsInitializer.class), "AssertionError: as the test wants");
  }

  @Test
  void anExceptionInTheConstructorExitsWith70() throws Exception {
    Outcome outcome = pass("birth-fails", FailsInItsConstructor.class);
    says(outcome, "preforkd worker: the constructor of " + name(FailsInItsConstructor.class));
    says(outcome, "java.lang.IllegalStateException: as the test wants");
  }

  @Test
  void aClassWhoseInitializerHasFailedBeforeExitsWith70() throws Exception {
    says(pass("birth-fails", UsesABrokenClass.class), "Could not initialize class");
  }

  @Test
  void aMissingClassThatTheHandlersExtendsExitsWith78() throws Exception {
    says(pass("config-fault", ExtendsWhatIsMissing.class), "cannot be loaded");
  }

  @Test
  void aMissingClassThatTheInitializerUsesExitsWith78() throws Exception {
    Outcome outcome = pass("config-fault", InitializesWhatIsMissing.class);
    says(outcome, "NoClassDefFoundError: org/junit/jupiter/api/Assertions");
    says(outcome, "correct the pool's class or class path");
  }

  @Test
  void aMissingClassThatTheConstructorUsesExitsWith78() throws Exception {
    Outcome outcome = pass("config-fault", ConstructsWhatIsMissing.class);
    says(outcome, "NoClassDefFoundError: org/junit/jupiter/api/Assertions");
    says(outcome, "correct the pool's class or class path");
  }

  private static Outcome pass(String transcript, Class<? extends Handler> handler)
      throws Exception {
    return Conformance.assertPasses(transcript, Program.javaWorker(name(handler)));
  }

  private static String name(Class<?> type) {
    return type.getName();
  }

  private static void says(Outcome outcome, String text) {
    assertTrue(outcome.text().contains(text), outcome.text());
  }

  /** Apart from the test, which a child cannot load. */
  static final class Hanging {
    private Hanging() {}

    static void forEver() {
      while (true) {
        LockSupport.park();
      }
    }
  }

  /** A handler whose connections do not matter. */
  public abstract static class Serving implements Handler {
    @Override
    public final void serve(Connection connection) {}
  }

  /** Says that it is in its start, and stays there. */
  public static class HangsInStart extends Serving {
    @Override
    public final void start(WorkerContext context) {
      context.extendStart(Duration.ofSeconds(90));
      Hanging.forEver();
    }

    @Override
    public final void stop() {
      System.err.println("stop was called");
    }
  }

  /** Has a shutdown hook that never ends. */
  public static final class HangsInShutdownToo extends HangsInStart {
    public HangsInShutdownToo() {
      Runtime.getRuntime().addShutdownHook(new Thread(Hanging::forEver));
    }
  }

  /** Is never made. */
  public static final class HangsAtBirth extends Serving {
    public HangsAtBirth() {
      Hanging.forEver();
    }
  }

  /** Throws while its class is initialized. */
  public static final class FailsInItsInitializer extends Serving {
    static final int VALUE = Failing.by(false);
  }

  /** Throws what is no exception while its class is initialized. */
  public static final class ErrsInItsInitializer extends Serving {
    static final int VALUE = Failing.by(true);
  }

  /** Throws while it is made. */
  public static final class FailsInItsConstructor extends Serving {
    public FailsInItsConstructor() {
      Failing.by(false);
    }
  }

  /** Meets a class whose initializer has failed before. */
  public static final class UsesABrokenClass extends Serving {
    public UsesABrokenClass() {
      try {
        System.err.println(FailsInItsInitializer.VALUE);
      } catch (ExceptionInInitializerError e) {
        System.err.println(FailsInItsInitializer.VALUE);
      }
    }
  }

  /** Fails in the ways of an author's code. */
  static final class Failing {
    private Failing() {}

    static int by(boolean error) {
      if (error) {
        throw new AssertionError("as the test wants");
      }
      throw new IllegalStateException("as the test wants");
    }
  }

  /** Is of a type that is not on the child's class path. */
  public static final class ExtendsWhatIsMissing extends Serving implements Extension {}

  /** Uses a class that is not on the child's class path. */
  public static final class InitializesWhatIsMissing extends Serving {
    static final int VALUE = fail("not on the class path");
  }

  /** Uses a class that is not on the child's class path. */
  public static final class ConstructsWhatIsMissing extends Serving {
    public ConstructsWhatIsMissing() {
      fail("not on the class path");
    }
  }
}
