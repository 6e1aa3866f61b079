package dev.kizuki.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImageGroupsTest {
  private static final List<String> NAMES =
      IntStream.range(0, 100).mapToObj("image-%d"::formatted).toList();

  private static NearDuplicates.Likeness pair(int first, int second) {
    return new NearDuplicates.Likeness(first, second);
  }

  @Test
  void nearDuplicatesAreOneGroupOverSeveralSteps() {
    ImageGroups groups =
        ImageGroups.of(100, Integer::toString, List.of(pair(3, 90), pair(5, 7), pair(7, 90)));
    assertThat(groups.count()).isEqualTo(97);
    assertThat(List.of(groups.of(90), groups.of(5), groups.of(7))).containsOnly(groups.of(3));
    assertThat(groups.of(4)).isNotEqualTo(groups.of(3));
    assertThat(groups.describe(NAMES))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence)
                    .contains("100 images are 97 groups", "image-3 and image-90")
                    .doesNotContain("WARNING"));
  }

  @Test
  void nearDuplicatesJoinTheGroupsOfTheUser() {
    ImageGroups groups = ImageGroups.of(100, i -> "part " + i / 4, List.of(pair(3, 4)));
    assertThat(groups.count()).isEqualTo(24);
    assertThat(IntStream.range(0, 8).mapToObj(groups::of)).containsOnly(groups.of(0));
  }

  @Test
  void imagesThatAllLookAlikeAreNotJoined() {
    List<NearDuplicates.Likeness> chain = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      chain.add(pair(i, i + 1));
    }
    ImageGroups groups = ImageGroups.of(100, i -> "part " + i / 4, chain);
    assertThat(groups.count()).isEqualTo(25);
    assertThat(groups.describe(NAMES))
        .hasValueSatisfying(
            sentence -> assertThat(sentence).contains("WARNING", "join 24 of 100 images"));
  }

  @Test
  void aLargeGroupOfTheUserIsKept() {
    ImageGroups groups =
        ImageGroups.of(100, i -> i < 50 ? "line 1" : "part " + i, List.of(pair(60, 61)));
    assertThat(groups.count()).isEqualTo(50);
  }

  @Test
  void imagesWithoutNearDuplicatesNeedNoSentence() {
    ImageGroups groups = ImageGroups.of(100, Integer::toString, List.of());
    assertThat(groups.count()).isEqualTo(100);
    assertThat(groups.describe(NAMES)).isEmpty();
  }
}
