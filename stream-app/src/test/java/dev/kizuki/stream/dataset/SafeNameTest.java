package dev.kizuki.stream.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SafeNameTest {
  @Test
  void keepsPlainNames() {
    assertThat(SafeName.ofDevice("line1-cam_2")).isEqualTo("line1-cam_2");
    assertThat(SafeName.ofLabel("scratch", "defect")).isEqualTo("scratch");
  }

  @Test
  void differentDevicesGetDifferentNames() {
    assertThat(SafeName.ofDevice("a/b")).startsWith("a_b_").isNotEqualTo(SafeName.ofDevice("a.b"));
    assertThat(SafeName.ofDevice("")).startsWith("_");
    assertThat(SafeName.ofDevice("x".repeat(300))).hasSize(57);
  }

  @Test
  void labelsKeepLettersOfAllLanguages() {
    assertThat(SafeName.ofLabel("傷 あり", "defect")).isEqualTo("傷-あり");
    assertThat(SafeName.ofLabel("Öl / Rest", "defect")).isEqualTo("öl-rest");
    assertThat(SafeName.ofLabel("  !? ", "defect")).isEqualTo("defect");
  }

  @Test
  void labelsAreNotNormalAndNoDays() {
    assertThat(SafeName.ofLabel("Good", "defect")).isEqualTo("label-good");
    assertThat(SafeName.ofLabel("2026-11-01", "defect")).isEqualTo("label-2026-11-01");
    assertThat(SafeName.ofLabel("ground_truth", "defect")).isEqualTo("ground-truth");
  }

  @Test
  void anUnsafeLabelIsRefused() {
    assertThatThrownBy(() -> new DatasetLabels("a/b", false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--label");
    assertThatThrownBy(() -> new DatasetLabels("good", false))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
