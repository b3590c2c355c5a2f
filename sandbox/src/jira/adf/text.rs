//! A document as plain text: for searching and for people who read a dump.

use serde_json::Value;

/// What a reader sees of the document, a line for each block.
pub(crate) fn plain_text(document: &Value) -> String {
    let mut text = String::new();
    write(document, &mut text);
    text.trim_end().to_owned()
}

fn write(node: &Value, out: &mut String) {
    let attr = |name: &str| node.pointer(&format!("/attrs/{name}")).and_then(Value::as_str).unwrap_or("");
    match node.get("type").and_then(Value::as_str).unwrap_or("") {
        "text" => out.push_str(node.get("text").and_then(Value::as_str).unwrap_or("")),
        "hardBreak" => out.push('\n'),
        "rule" => out.push_str("----\n"),
        "mention" | "status" | "placeholder" => out.push_str(attr("text")),
        "emoji" => out.push_str(if attr("text").is_empty() { attr("shortName") } else { attr("text") }),
        "date" => out.push_str(&date(attr("timestamp"))),
        "inlineCard" => out.push_str(attr("url")),
        "blockCard" => {
            out.push_str(attr("url"));
            out.push('\n');
        }
        "listItem" => {
            out.push_str("- ");
            children(node, out);
        }
        "expand" | "nestedExpand" => {
            out.push_str(attr("title"));
            out.push('\n');
            children(node, out);
        }
        "tableCell" | "tableHeader" => {
            let mut cell = String::new();
            children(node, &mut cell);
            out.push_str(cell.trim_end());
            out.push('\t');
        }
        "paragraph" | "heading" | "codeBlock" | "tableRow" | "taskItem" | "decisionItem" => {
            children(node, out);
            out.push('\n');
        }
        _ => children(node, out),
    }
}

fn children(node: &Value, out: &mut String) {
    for child in node.get("content").and_then(Value::as_array).into_iter().flatten() {
        write(child, out);
    }
}

/// A date node counts milliseconds in UTC; what is no number is shown as it is.
fn date(timestamp: &str) -> String {
    timestamp
        .parse()
        .ok()
        .and_then(|millis| jiff::Timestamp::from_millisecond(millis).ok())
        .map_or_else(|| timestamp.to_owned(), |at| at.strftime("%Y-%m-%d").to_string())
}
