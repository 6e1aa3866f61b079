package dev.kizuki.embedded;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.kizuki.embedded",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule noPackagesImportEachOtherInACircle =
      slices().matching("dev.kizuki.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nobodyImportsTheMainClass =
      noClasses()
          .that()
          .resideInAPackage("dev.kizuki.embedded.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.kizuki.embedded");

  @ArchTest
  static final ArchRule theServersKnowNoCommands =
      noClasses()
          .that()
          .resideInAPackage("dev.kizuki.embedded.servers")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.kizuki.embedded.demo",
              "dev.kizuki.embedded.bench",
              "dev.kizuki.embedded.simulator");

  @ArchTest
  static final ArchRule nobodyImportsTheTrainer =
      noClasses().should().dependOnClassesThat().resideInAPackage("dev.kizuki.trainer..");

  @ArchTest
  static final ArchRule theSimulatorKnowsNothingOfTheService =
      noClasses()
          .that()
          .resideInAPackage("dev.kizuki.embedded.simulator..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.kizuki.stream..", "dev.kizuki.scoring..", "dev.kizuki.model..");
}
