package dev.kizuki.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelFolderTest {
  @ParameterizedTest
  @CsvSource({
    "a.png, ''",
    "good/a.png, good",
    "good/2026-11-01/a.png, good",
    "good/left/a.png, good",
    "2026-11-01/a.png, ''",
    "2026-11-01/good/a.png, good",
    "2026-11/a.png, ''",
    "2026/11/01/a.png, ''",
    "2026/11/01/23/good/a.png, good",
    "20261101/a.png, ''",
    "20261101T1015/a.png, ''",
    "2026-11-01_10-15-00/a.png, ''",
    "01.11.2026/a.png, ''",
    "2026/a.png, 2026",
    "7/a.png, 7",
    "201012/a.png, 201012",
    "2026-13-01/a.png, 2026-13-01",
  })
  void theLabelIsTheFirstFolderThatIsNoDate(Path file, String label) {
    assertThat(LabelFolder.of(file)).isEqualTo(label);
  }
}
