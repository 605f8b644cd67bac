package io.preforkd.spamd;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may know whom. */
class ArchitectureTest {
  private static final String SPAMD = "io.preforkd.spamd.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.preforkd.spamd");

  @ParameterizedTest
  @CsvSource({
    "scan, io.preforkd.spamd.protocol",
    "rules, io.preforkd.spamd.scan io.preforkd.spamd.protocol com.google.re2j",
    "front, io.preforkd.spamd.scan io.preforkd.spamd.protocol io.preforkd.worker",
  })
  void knowsNoMoreThan(String owner, String others) {
    check(owner, ("java.. " + SPAMD + owner + " " + others).split(" "));
  }

  /** Texts and bytes in, texts and bytes out. */
  @Test
  void theProtocolIsPure() {
    check(
        "protocol",
        SPAMD + "protocol",
        "java.lang",
        "java.lang.invoke",
        "java.lang.runtime",
        "java.math",
        "java.nio",
        "java.nio.charset",
        "java.util..");
  }

  private static void check(String owner, String... packages) {
    classes()
        .that()
        .resideInAPackage(SPAMD + owner)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(packages)
        .check(CLASSES);
  }
}
