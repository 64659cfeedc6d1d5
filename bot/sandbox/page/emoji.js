/** Emoji shortcodes and their characters. */

import { h } from "./dom.js";
import { world } from "./world.js";

const FREQUENT = ["+1", "bulb", "heart", "raised_hands", "100", "white_check_mark", "eyes", "tada"];

const CHARACTERS = new Map(`
  +1 👍|-1 👎|bulb 💡|heart ❤️|raised_hands 🙌|100 💯|white_check_mark ✅|eyes 👀|tada 🎉|thumbsup 👍|thumbsdown 👎
  smile 😄|smiley 😃|grinning 😀|grin 😁|laughing 😆|joy 😂|rolling_on_the_floor_laughing 🤣|sweat_smile 😅|slightly_smiling_face 🙂
  upside_down_face 🙃|wink 😉|blush 😊|innocent 😇|heart_eyes 😍|star-struck 🤩|kissing_heart 😘|yum 😋|stuck_out_tongue 😛|zany_face 🤪
  hugging_face 🤗|thinking_face 🤔|face_with_raised_eyebrow 🤨|neutral_face 😐|expressionless 😑|smirk 😏|unamused 😒|face_with_rolling_eyes 🙄
  relieved 😌|pensive 😔|sleepy 😪|sleeping 😴|nerd_face 🤓|sunglasses 😎|partying_face 🥳|confused 😕|worried 😟|open_mouth 😮|astonished 😲
  flushed 😳|pleading_face 🥺|cry 😢|sob 😭|scream 😱|disappointed 😞|weary 😩|tired_face 😫|triumph 😤|exploding_head 🤯|face_palm 🤦
  shrug 🤷|zipper_mouth_face 🤐|shushing_face 🤫|robot_face 🤖|ghost 👻|wave 👋|raised_hand ✋|ok_hand 👌|v ✌️|crossed_fingers 🤞|point_up ☝️
  point_up_2 👆|point_down 👇|point_left 👈|point_right 👉|muscle 💪|clap 👏|pray 🙏|handshake 🤝|writing_hand ✍️|fist 👊|brain 🧠
  speaking_head_in_silhouette 🗣️|bust_in_silhouette 👤|busts_in_silhouette 👥|technologist 🧑‍💻|teacher 🧑‍🏫|student 🧑‍🎓
  orange_heart 🧡|yellow_heart 💛|green_heart 💚|blue_heart 💙|purple_heart 💜|black_heart 🖤|broken_heart 💔|sparkling_heart 💖
  star ⭐|star2 🌟|sparkles ✨|zap ⚡|fire 🔥|boom 💥|rainbow 🌈|sunny ☀️|cloud ☁️|umbrella ☔|snowflake ❄️|crescent_moon 🌙|earth_africa 🌍
  seedling 🌱|herb 🌿|four_leaf_clover 🍀|evergreen_tree 🌲|cactus 🌵|sunflower 🌻|rose 🌹|dog 🐶|cat 🐱|owl 🦉|turtle 🐢|bee 🐝|bug 🐛|butterfly 🦋
  coffee ☕|tea 🍵|beer 🍺|pizza 🍕|cookie 🍪|cake 🍰|apple 🍎|trophy 🏆|first_place_medal 🥇|medal 🏅|dart 🎯|gift 🎁|balloon 🎈|confetti_ball 🎊
  rocket 🚀|bike 🚲|ship 🚢|airplane ✈️|compass 🧭|world_map 🗺️|mountain ⛰️|house 🏠|office 🏢|school 🏫|books 📚|book 📖|open_book 📖|memo 📝
  pencil ✏️|pencil2 ✏️|mortar_board 🎓|bookmark 🔖|label 🏷️|clipboard 📋|pushpin 📌|paperclip 📎|link 🔗|calendar 📅|date 📅|chart_with_upwards_trend 📈
  bar_chart 📊|mag 🔍|key 🔑|lock 🔒|unlock 🔓|wrench 🔧|hammer 🔨|gear ⚙️|hammer_and_wrench 🛠️|toolbox 🧰|test_tube 🧪|microscope 🔬|computer 💻
  floppy_disk 💾|package 📦|inbox_tray 📥|outbox_tray 📤|email 📧|envelope ✉️|incoming_envelope 📨|bell 🔔|no_bell 🔕|mega 📣|loudspeaker 📢
  speech_balloon 💬|left_speech_bubble 🗨️|thought_balloon 💭|hourglass ⌛|hourglass_flowing_sand ⏳|alarm_clock ⏰|stopwatch ⏱️|clock3 🕒
  zzz 💤|question ❓|grey_question ❔|exclamation ❗|warning ⚠️|no_entry ⛔|no_entry_sign 🚫|x ❌|heavy_check_mark ✔️|ballot_box_with_check ☑️
  heavy_plus_sign ➕|arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrows_counterclockwise 🔄|repeat 🔁|red_circle 🔴|large_yellow_circle 🟡
  large_green_circle 🟢|large_blue_circle 🔵|white_circle ⚪|black_circle ⚫|checkered_flag 🏁|triangular_flag_on_post 🚩|infinity ♾️|recycle ♻️
  information_source ℹ️|new 🆕|ok 🆗|sos 🆘|gem 💎|crown 👑|jigsaw 🧩|puzzle_piece 🧩|art 🎨|musical_note 🎵|headphones 🎧|camera 📷|crystal_ball 🔮
`.trim().split(/\s*[|\n]\s*/).map((entry) => entry.split(" ")));

const ALIASES = { thumbsup: "+1", thumbsdown: "-1", raised_hand_with_fingers_splayed: "raised_hand", books_stack: "books" };
const SKIN_TONES = { 2: "🏻", 3: "🏼", 4: "🏽", 5: "🏾", 6: "🏿" };

/** The character of a shortcode without colons ("+1::skin-tone-3" too), or null for one this map lacks. */
export function character(name) {
  const [base, tone] = name.split("::skin-tone-");
  const plain = CHARACTERS.get(base) ?? CHARACTERS.get(ALIASES[base]);
  return plain ? plain + (SKIN_TONES[tone] ?? "") : null;
}

export function emoji(name) {
  const drawn = character(name);
  return h("span", { class: drawn ? "emoji" : "emoji-unknown", title: `:${name}:`, role: "img", "aria-label": name.replaceAll("_", " ") }, drawn ?? `:${name}:`);
}

/** All names on offer, the most useful first, each character once. */
export function emojiNames() {
  const known = [...CHARACTERS.keys()].filter((name) => !(name in ALIASES));
  return [...new Set([...FREQUENT, ...world.emoji.filter((name) => !(name in ALIASES)), ...known])];
}

/** Names that match what is typed, beginnings before middles. */
export function emojiLike(typed) {
  const wanted = typed.toLowerCase();
  const matching = emojiNames().filter((name) => name.includes(wanted));
  return matching.sort((one, other) => Number(other.startsWith(wanted)) - Number(one.startsWith(wanted)));
}
