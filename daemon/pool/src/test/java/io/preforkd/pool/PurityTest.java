package io.preforkd.pool;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/** The core decides, and does nothing else. */
class PurityTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.preforkd.pool");

  @Test
  void usesNothingButTheLanguageAndCollections() {
    ArchRuleDefinition.classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.preforkd.pool..",
            "java.lang..",
            "java.util",
            "java.util.function",
            "java.util.stream")
        .check(CORE);
  }

  @Test
  void hasNoClockAndNoThread() {
    noClasses().should().dependOnClassesThat().belongToAnyOf(Thread.class).check(CORE);
    noClasses().should().callMethod(System.class, "nanoTime").check(CORE);
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(CORE);
  }
}
