package dev.kizuki;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

@AnalyzeClasses(packages = "dev.kizuki", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().assignedFrom(eachPackage()).should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theContractOfImagesUsesNoFormat =
      noClasses()
          .that()
          .resideInAPackage("dev.kizuki.image")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.kizuki.image.*..");

  @ArchTest
  static final ArchRule onlyScoringUsesOnnxRuntime =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.kizuki.scoring")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.onnxruntime..");

  @ArchTest
  static final ArchRule imagesDoNotUseModels =
      noClasses()
          .that()
          .resideInAPackage("dev.kizuki.image..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.kizuki.model..", "dev.kizuki.scoring..");

  @ArchTest
  static final ArchRule modelsDoNotUseScoring =
      noClasses()
          .that()
          .resideInAPackage("dev.kizuki.model..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.kizuki.scoring..");

  @ArchTest
  static final ArchRule onlyWhiteningUsesMatrices =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.kizuki.whitening")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.ejml..");

  @ArchTest
  static final ArchRule usesOnlyTheseLibraries =
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
              "com.google.protobuf..",
              "org.apache.commons.statistics..",
              "org.ejml..",
              "tools.jackson..",
              "org.jspecify..");

  /** Makes one slice of each package; a package and its subpackages are different slices. */
  private static SliceAssignment eachPackage() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
        return SliceIdentifier.of(javaClass.getPackageName());
      }

      @Override
      public String getDescription() {
        return "each package";
      }
    };
  }
}
