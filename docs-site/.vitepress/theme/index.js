import Theme from "vitepress/theme-without-fonts";
import LiveMessage from "./LiveMessage.vue";
import "./style.css";

export default {
  extends: Theme,
  enhanceApp: ({ app }) => app.component("LiveMessage", LiveMessage),
};
