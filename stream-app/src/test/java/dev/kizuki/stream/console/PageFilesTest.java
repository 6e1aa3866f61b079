package dev.kizuki.stream.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.Judgement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PageFilesTest {
  private static final Path FILES = Path.of("src/main/resources/console");
  private static final Pattern WORD = Pattern.compile("['\"]([A-Za-z][\\w.]*)['\"]");
  private static final Pattern ASKED = Pattern.compile("\\b(?:t|parts|select)\\(\\s*'([\\w.]+)'");
  private static final Pattern PREFIX = Pattern.compile("\\b(?:t|parts)\\(\\s*`([\\w.]+\\.)\\$\\{");
  private static final Pattern PLACE = Pattern.compile("\\{(\\w+)}");
  private static final Pattern IMPORT = Pattern.compile("(?:from|import) '([^']+)'");

  @Test
  void bothLanguagesHaveTheSameTexts() {
    assertThat(texts("ja").propertyNames()).containsExactlyElementsOf(texts("en").propertyNames());
  }

  @Test
  void bothLanguagesHaveTheSamePlacesForValues() {
    JsonNode english = texts("en");
    JsonNode japanese = texts("ja");
    for (String key : english.propertyNames()) {
      assertThat(places(japanese.get(key))).as(key).isEqualTo(places(english.get(key)));
    }
  }

  @Test
  void noTextIsEmptyExceptTheGapBetweenSentences() {
    for (String language : List.of("en", "ja")) {
      for (Map.Entry<String, JsonNode> text : texts(language).properties()) {
        if (!text.getKey().equals("sentence.gap")) {
          assertThat(text.getValue().toString()).as(text.getKey()).hasSizeGreaterThan(2);
        }
      }
    }
  }

  @Test
  void everyTextThatAModuleAsksForExists() {
    Set<String> asked = found(ASKED);
    assertThat(asked).hasSizeGreaterThan(100);
    assertThat(texts("en").propertyNames()).containsAll(asked);
  }

  @Test
  void noTextIsUnused() {
    Set<String> words = found(WORD);
    Set<String> prefixes = found(PREFIX);
    List<String> unused = new ArrayList<>();
    for (String key : texts("en").propertyNames()) {
      if (!words.contains(key) && prefixes.stream().noneMatch(key::startsWith)) {
        unused.add(key);
      }
    }
    assertThat(unused).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyKindOfIncidentHasAName(IncidentKind kind) {
    assertThat(texts("en").propertyNames()).contains("kind." + name(IncidentKind.class, kind));
  }

  @ParameterizedTest
  @EnumSource
  void everyVerdictHasAButtonAndAName(Judgement.Verdict verdict) {
    String name = name(Judgement.Verdict.class, verdict);
    assertThat(texts("en").propertyNames())
        .contains("action." + name, "verdict." + name, "fact.judged." + name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"raised", "worsened", "cleared", "acknowledged", "shelved", "unshelved", "judged"})
  void everyEntryOfTheLogHasWords(String what) {
    assertThat(texts("en").propertyNames()).contains("log." + what);
  }

  @Test
  void noFileNamesAnotherHost() {
    for (Path file : files()) {
      String own = read(file).replace("http://www.w3.org/2000/svg", "");
      assertThat(own).as(file.toString()).doesNotContainPattern("(?i)\\b(https?|wss?)://|['\"(]//");
    }
  }

  @Test
  void pageHasNoInlineScriptOrStyle() {
    assertThat(read(FILES.resolve("index.html")))
        .doesNotContainPattern("(?i)<style|\\sstyle=|\\son\\w+=|javascript:")
        .doesNotContainPattern("(?is)<script(?![^>]*\\ssrc=)")
        .doesNotContainPattern("(?is)<script[^>]*>\\s*[^<\\s]");
  }

  @Test
  void modulesBindNamesAsTextOnly() {
    for (Path file : modules()) {
      assertThat(read(file))
          .as(file.toString())
          .doesNotContain("unsafeHTML", "innerHTML", "outerHTML", "insertAdjacentHTML")
          .doesNotContainPattern("\\beval\\(|new Function|document\\.write")
          .doesNotContainPattern("\\sstyle=");
    }
  }

  @Test
  void everyImportExists() {
    for (Path file : modules()) {
      for (String imported : matches(IMPORT, read(file))) {
        assertThat(exists(imported)).as("%s imports %s", file, imported).isTrue();
      }
    }
  }

  private static boolean exists(String imported) {
    if (imported.startsWith("./")) {
      return Files.exists(FILES.resolve("assets").resolve(imported));
    }
    String place = "/assets/lib/";
    assertThat(imported).startsWith(place);
    String[] parts = imported.substring(place.length()).split("/", 2);
    String resource =
        "/META-INF/resources/webjars/%s/%s/%s".formatted(parts[0], version(parts[0]), parts[1]);
    return PageFilesTest.class.getResource(resource) != null;
  }

  /** Reads the version of a library from its jar. */
  private static String version(String library) {
    String file = "/META-INF/maven/org.webjars.npm/%s/pom.properties".formatted(library);
    Properties properties = new Properties();
    try (InputStream in = PageFilesTest.class.getResourceAsStream(file)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  private static <E extends Enum<E>> String name(Class<E> type, E constant) {
    try {
      return type.getField(constant.name()).getAnnotation(JsonProperty.class).value();
    } catch (NoSuchFieldException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode texts(String language) {
    return JsonMapper.shared().readTree(read(FILES.resolve("texts").resolve(language + ".json")));
  }

  private static Set<String> places(JsonNode text) {
    return new TreeSet<>(matches(PLACE, text.toString()));
  }

  private static Set<String> found(Pattern pattern) {
    return modules().stream()
        .flatMap(file -> matches(pattern, read(file)).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
  }

  private static List<Path> modules() {
    return files().stream().filter(file -> file.toString().endsWith(".js")).toList();
  }

  private static List<Path> files() {
    try (Stream<Path> files = Files.walk(FILES)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
