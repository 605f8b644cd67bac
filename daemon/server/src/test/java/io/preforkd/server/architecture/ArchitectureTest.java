package io.preforkd.server.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.preforkd.server.admin.Metrics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may know whom, and which library has one place only. */
class ArchitectureTest {
  private static final String SERVER = "io.preforkd.server.";

  /** Everything that runs in the daemon's process. */
  private static final JavaClasses DAEMON =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.preforkd.server", "io.preforkd.pool", "io.preforkd.config");

  /** What runs in a Java child. */
  private static final JavaClasses CHILD =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.preforkd.worker");

  @ParameterizedTest
  @CsvSource({"sys, jnr..", "loop, io.netty..", "log, ch.qos.logback..", "cli, picocli.."})
  void knowsALibraryInOnePackageOnly(String owner, String library) {
    noClasses()
        .that()
        .resideOutsideOfPackage(SERVER + owner)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(DAEMON);
    assertTrue(uses(SERVER + owner, library), "the rule guards nothing: nobody uses " + library);
  }

  @Test
  void knowsMicrometerInOneClassOnly() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(Metrics.class)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.micrometer..")
        .check(DAEMON);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "nothing",
      value = {
        "sys      | nothing",
        "background | nothing",
        "loop     | sys",
        "child    | sys loop",
        "listen   | sys loop",
        "hook     | sys loop child",
        "thread   | sys loop child listen",
        "snapshot | sys child",
        "journal  | background sys",
        "capacity | nothing",
        "top      | sys control view",
        "view     | sys snapshot child journal",
        "admin    | background snapshot child journal view",
        "control  | background sys listen snapshot child journal view",
        "log      | sys",
        "host     | background sys loop child hook listen thread snapshot admin control log journal view",
        "embed    | background sys child snapshot control host"
      })
  void knowsOnlyThePackagesBelowIt(String name, String below) {
    List<String> allowed = new ArrayList<>(List.of(SERVER + name));
    for (String other : below == null ? new String[0] : below.split(" ", -1)) {
      allowed.add(SERVER + other);
    }
    classes()
        .that()
        .resideInAPackage(SERVER + name)
        .should()
        .onlyDependOnClassesThat(
            describe(
                "are not the server's, or reside in " + allowed,
                other ->
                    !other.getPackageName().startsWith(SERVER)
                        || allowed.contains(other.getPackageName())))
        .check(DAEMON);
  }

  @Test
  void knowsTheCommandLineNowhere() {
    noClasses()
        .that()
        .resideOutsideOfPackage(SERVER + "cli")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(SERVER + "cli")
        .check(DAEMON);
  }

  @Test
  void hasNoCycleOfPackages() {
    slices().matching(SERVER + "(*)..").should().beFreeOfCycles().check(DAEMON);
  }

  /** The JDK's reaper waits for any child, and as PID 1 it would take strangers'. */
  @Test
  void startsNoProcessThroughTheJdk() {
    startsNone().check(DAEMON);
  }

  @Test
  void wouldNoticeAProcessStartedThroughTheJdk() {
    assertThrows(
        AssertionError.class,
        () -> startsNone().check(new ClassFileImporter().importClasses(Offender.class)));
  }

  private static ArchRule startsNone() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ProcessBuilder.class)
        .orShould()
        .accessTargetWhere(
            describe(
                "it is Runtime.exec",
                (JavaAccess<?> access) ->
                    access.getTargetOwner().isEquivalentTo(Runtime.class)
                        && access.getTarget().getName().equals("exec")));
  }

  /** The wall clock jumps, so it may be shown, or compared with times of files, and no more. */
  @Test
  void measuresTimeByTheClockThatDoesNotJump() {
    asksNoWallClock().check(DAEMON);
    asksNoWallClock().check(CHILD);
  }

  @Test
  void wouldNoticeTheWallClock() {
    assertThrows(
        AssertionError.class,
        () -> asksNoWallClock().check(new ClassFileImporter().importClasses(Offender.class)));
  }

  private static ArchRule asksNoWallClock() {
    return noClasses()
        .that()
        .haveNameNotMatching(
            ".*\\.(host\\.Reloader|child\\.ArchiveCache|view\\.(DecisionText|StatusDocument)|journal\\..*)")
        .should()
        .accessTargetWhere(
            describe("it tells the wall clock's time", ArchitectureTest::isOfTheWall));
  }

  private static boolean isOfTheWall(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    String name = access.getTarget().getName();
    return switch (name) {
      case "currentTimeMillis", "parkUntil" -> true;
      case "now" -> owner.startsWith("java.time.");
      case "<init>" -> owner.equals("java.util.Date");
      default -> owner.equals("java.time.Clock");
    };
  }

  private static boolean uses(String owner, String library) {
    String prefix = library.substring(0, library.length() - 1);
    return DAEMON.stream()
        .filter(type -> type.getPackageName().equals(owner))
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .map(dependency -> dependency.getTargetClass())
        .map(JavaClass::getName)
        .anyMatch(name -> name.startsWith(prefix));
  }

  /** What the rule is there for. */
  private static final class Offender {
    @SuppressWarnings("unused") // only its byte code matters
    Process start() throws java.io.IOException {
      return Runtime.getRuntime().exec(new String[] {"true"});
    }

    @SuppressWarnings("unused") // only its byte code matters
    long deadline() {
      return System.currentTimeMillis() + 1000;
    }
  }
}
