package dev.kizuki;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.kizuki", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule onlyScoringKnowsOnnxRuntime =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.kizuki.scoring")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.onnxruntime..");

  @ArchTest
  static final ArchRule imagesKnowNothingOfModels =
      noClasses()
          .that()
          .resideInAPackage("dev.kizuki.image..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.kizuki.model..", "dev.kizuki.scoring..");

  @ArchTest
  static final ArchRule modelsKnowNothingOfScoring =
      noClasses()
          .that()
          .resideInAPackage("dev.kizuki.model..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.kizuki.scoring..");

  @ArchTest
  static final ArchRule nothingElseIsImported =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.kizuki..",
              "java..",
              "javax.imageio..",
              "ai.onnxruntime..",
              "ar.com.hjg.pngj..",
              "com.fasterxml.jackson.annotation..",
              "tools.jackson..",
              "org.jspecify..");
}
