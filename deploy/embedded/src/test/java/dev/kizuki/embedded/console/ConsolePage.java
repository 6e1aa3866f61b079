package dev.kizuki.embedded.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** The operators' page in a browser. Elements are named by CSS selectors. */
final class ConsolePage {
  /** How long the page may take to show something. */
  static final Duration SHOWN = Duration.ofSeconds(20);

  private final ChromeDriver driver;
  private final int port;

  /**
   * @param port the port of the page's server on the loopback address
   */
  ConsolePage(ChromeDriver driver, int port) {
    this.driver = driver;
    this.port = port;
  }

  /**
   * Loads a view with the cookies that the browser has.
   *
   * @param path the path of the view, as in {@code /models}
   */
  void load(String path) {
    driver.get("http://127.0.0.1:%d%s".formatted(port, path));
  }

  /** Opens the page as a visitor without a session. */
  void open() {
    load("/");
    driver.manage().deleteAllCookies();
    driver.navigate().refresh();
    awaitElement("form.login");
  }

  /** Opens the page and logs in. */
  void open(String token) {
    open();
    logIn(token);
    await().atMost(SHOWN).until(() -> elements("form.login").isEmpty());
    awaitElement(".live .dot");
  }

  void logIn(String token) {
    driver.findElement(By.name("token")).sendKeys(token, Keys.ENTER);
  }

  /** Returns the elements that are there now. */
  List<WebElement> elements(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  /** Waits for an element, and returns the first one. */
  WebElement awaitElement(String css) {
    return await()
        .atMost(SHOWN)
        .pollInterval(Duration.ofMillis(50))
        .ignoreException(StaleElementReferenceException.class)
        .until(() -> elements(css), found -> !found.isEmpty())
        .get(0);
  }

  /** Waits until the text of one of the elements contains a text. */
  void awaitText(String css, String text) {
    await()
        .atMost(SHOWN)
        .ignoreException(StaleElementReferenceException.class)
        .untilAsserted(
            () ->
                assertThat(elements(css))
                    .extracting(WebElement::getText)
                    .anySatisfy(shown -> assertThat(shown).contains(text)));
  }

  /**
   * Clicks a button as soon as it is there and enabled.
   *
   * @param within the element that contains the button
   * @param label the beginning of the button's text
   */
  void click(String within, String label) {
    await()
        .atMost(SHOWN)
        .ignoreException(StaleElementReferenceException.class)
        .until(
            () ->
                elements(within + " .act button").stream()
                    .filter(button -> button.isEnabled() && button.getText().startsWith(label))
                    .peek(WebElement::click)
                    .findFirst()
                    .isPresent());
  }

  /** Scrolls until an element begins at the top of the window. */
  void scrollTo(String css) {
    driver.executeScript("arguments[0].scrollIntoView()", awaitElement(css));
  }

  /** Whether nothing is wider than the window. */
  boolean fits() {
    return Boolean.TRUE.equals(
        driver.executeScript(
            "return document.documentElement.scrollWidth"
                + " <= document.documentElement.clientWidth"));
  }
}
