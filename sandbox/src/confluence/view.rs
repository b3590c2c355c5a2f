//! Pages and attachments as JSON: as the APIs answer, and as the dump shows them.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Confluence;
use super::page::{Attachment, Page};
use super::refusal::Refusal;
use super::site::{ACCOUNT_ID, account};

/// Confluence's own way to write a time.
pub(super) fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// A page in v2: with its body when a format is asked for, and alone with the base of its links.
///
/// # Errors
/// 400 when the body is asked for in a format that it was not given in.
pub(super) fn page(
    page: &Page,
    confluence: &Confluence,
    body_format: Option<&str>,
    alone: bool,
) -> Result<Value, Refusal> {
    let version = page.version();
    let in_space = confluence.pages.iter().filter(|one| one.space == page.space);
    let mut view = json!({
        "id": page.id.to_string(),
        "status": if page.draft { "draft" } else { "current" },
        "title": page.title,
        "spaceId": page.space.id.to_string(),
        "position": in_space.clone().position(|one| one.id == page.id).unwrap_or_else(|| in_space.count()),
        "authorId": ACCOUNT_ID,
        "ownerId": ACCOUNT_ID,
        "lastOwnerId": null,
        "createdAt": time(page.created),
        "version": {
            "createdAt": time(page.updated()),
            "message": page.versions.last().map_or("", |version| &version.message),
            "number": version,
            "minorEdit": false,
            "authorId": ACCOUNT_ID,
        },
        "body": {},
        "_links": {
            "webui": webui(page),
            "editui": format!("/pages/resumedraft.action?draftId={}", page.id),
            "tinyui": format!("/x/{:x}", page.id),
        },
    });
    if let Some(parent) = page.parent {
        view["parentId"] = json!(parent.to_string());
        view["parentType"] = json!("page");
    }
    if alone {
        view["_links"]["base"] = json!(confluence.url);
    }
    if let Some(format) = body_format {
        let own = page.body.representation.name();
        if !matches!(format, "storage" | "atlas_doc_format" | "view") {
            return Err(Refusal::parameter(format!(
                "Provided value {{{format}}} for 'body-format' is not valid"
            )));
        }
        if format != own && !(format == "view" && own == "storage") {
            return Err(Refusal::bad_request(format!(
                "The sandbox does not convert a body from {own} to {format}"
            )));
        }
        view["body"][format] = json!({"representation": format, "value": page.body.value});
    }
    Ok(view)
}

fn webui(page: &Page) -> String {
    let title = encoded(&page.title).replace("%20", "+");
    format!("/spaces/{}/pages/{}/{title}", page.space.key, page.id)
}

/// Where the present version is downloaded, relative to the site.
pub(super) fn download_link(attachment: &Attachment, page: &Page) -> String {
    let (name, version) = (encoded(&attachment.name), attachment.version());
    format!("/download/attachments/{}/{name}?version={version}", page.id)
}

/// A segment of a path.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
        encoded
    })
}

/// An attachment in v2.
pub(super) fn attachment(attachment: &Attachment, page: &Page) -> Value {
    let file = attachment.file();
    let (webui, download) = (webui(page), download_link(attachment, page));
    json!({
        "id": format!("att{}", attachment.id),
        "status": "current",
        "title": attachment.name,
        "createdAt": time(attachment.created),
        "pageId": page.id.to_string(),
        "mediaType": file.media_type,
        "mediaTypeDescription": file.media_type,
        "comment": file.comment,
        "fileId": format!("file-{}", attachment.id),
        "fileSize": file.content.len(),
        "webuiLink": webui,
        "downloadLink": download,
        "version": {
            "createdAt": time(file.at),
            "message": "",
            "number": attachment.version(),
            "minorEdit": file.minor,
            "authorId": ACCOUNT_ID,
        },
        "_links": {"webui": webui, "download": download},
    })
}

/// An attachment in v1, where it is content.
pub(super) fn content(attachment: &Attachment, page: &Page, url: &str) -> Value {
    let file = attachment.file();
    json!({
        "id": format!("att{}", attachment.id),
        "type": "attachment",
        "status": "current",
        "title": attachment.name,
        "version": {
            "by": account(),
            "when": time(file.at),
            "message": "",
            "number": attachment.version(),
            "minorEdit": file.minor,
        },
        "metadata": {"mediaType": file.media_type, "comment": file.comment},
        "extensions": {
            "mediaType": file.media_type,
            "fileSize": file.content.len(),
            "comment": file.comment,
            "fileId": format!("file-{}", attachment.id),
        },
        "_links": {
            "webui": webui(page),
            "self": format!("{url}/rest/api/content/att{}", attachment.id),
            "download": download_link(attachment, page),
        },
    })
}

/// A page as the dump shows it: its body as it came, the content of its attachments as text where it is text.
pub(super) fn dumped(page: &Page, confluence: &Confluence) -> Value {
    let attachments: Vec<Value> = page.attachments.iter().map(dumped_attachment).collect();
    let labels: Vec<&str> = page.labels.iter().map(|label| label.name.as_str()).collect();
    let versions: Vec<Value> =
        page.versions.iter().map(|version| json!({"at": version.at, "message": version.message})).collect();
    json!({
        "id": page.id.to_string(),
        "url": format!("{}{}", confluence.url, webui(page)),
        "space": page.space.key,
        "parent": page.parent.map(|id| id.to_string()),
        "status": if page.draft { "draft" } else { "current" },
        "title": page.title,
        "version": page.version(),
        "versions": versions,
        "representation": page.body.representation.name(),
        "body": page.body.value,
        "labels": labels,
        "attachments": attachments,
        "created": page.created,
        "updated": page.updated(),
    })
}

fn dumped_attachment(attachment: &Attachment) -> Value {
    let file = attachment.file();
    let text = std::str::from_utf8(&file.content).ok();
    json!({
        "id": format!("att{}", attachment.id),
        "name": attachment.name,
        "media_type": file.media_type,
        "comment": file.comment,
        "size": file.content.len(),
        "version": attachment.version(),
        "content": text,
        "content_hex": text.is_none().then(|| hex::encode(&file.content)),
        "created": attachment.created,
        "updated": file.at,
    })
}
