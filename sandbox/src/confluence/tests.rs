use reqwest::multipart::{Form, Part};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::{Options, Sandbox};

struct Client {
    sandbox: Sandbox,
}

impl Client {
    async fn start() -> Self {
        Self { sandbox: Sandbox::start(Options::default()).await.unwrap() }
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}/confluence/wiki{path}", self.sandbox.url());
        self.sandbox.core().http.request(method, url).basic_auth("sandbox@example.test", Some("sandbox"))
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        read(self.request(Method::GET, path).send().await.unwrap()).await
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        read(self.request(method, path).json(&body).send().await.unwrap()).await
    }

    async fn create(&self, body: Value) -> (u16, Value) {
        self.send(Method::POST, "/api/v2/pages", body).await
    }

    /// Makes a page and returns its id.
    async fn page(&self, title: &str) -> String {
        let (status, made) = self.create(page(title, "<p>x</p>")).await;
        assert_eq!(status, 200, "{made}");
        made["id"].as_str().unwrap().to_owned()
    }

    async fn upload(&self, method: Method, page: &str, name: &str, content: &str) -> (u16, Value) {
        let file = Part::text(content.to_owned()).file_name(name.to_owned()).mime_str("text/plain").unwrap();
        let form = Form::new().part("file", file).text("minorEdit", "true").text("comment", "transcript");
        let path = format!("/rest/api/content/{page}/child/attachment");
        let request = self.request(method, &path).header("X-Atlassian-Token", "nocheck").multipart(form);
        read(request.send().await.unwrap()).await
    }
}

async fn read(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

fn page(title: &str, storage: &str) -> Value {
    let body = json!({"representation": "storage", "value": storage});
    json!({"spaceId": "65538", "status": "current", "title": title, "body": body})
}

fn title(body: &Value) -> &str {
    body["errors"][0]["title"].as_str().unwrap()
}

#[tokio::test]
async fn strangers_get_401_in_plain_text() {
    let confluence = Client::start().await;
    let url = format!("{}/confluence/wiki/api/v2/spaces", confluence.sandbox.url());
    let http = &confluence.sandbox.core().http;
    for request in [http.get(&url), http.get(&url).basic_auth("sandbox@example.test", Some("wrong"))] {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert!(
            response.text().await.unwrap().starts_with("Basic authentication with passwords is deprecated.")
        );
    }
}

#[tokio::test]
async fn spaces_are_found_by_key_and_id_each_with_its_home_page() {
    let confluence = Client::start().await;
    let keys = async |query: &str| -> Vec<String> {
        let (status, found) = confluence.get(&format!("/api/v2/spaces{query}")).await;
        assert_eq!(status, 200, "{found}");
        let spaces = found["results"].as_array().unwrap().iter();
        spaces.map(|space| space["key"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(keys("").await, ["SP", "PRIV"]);
    assert_eq!(keys("?keys=PRIV").await, ["PRIV"]);
    assert_eq!(keys("?keys=PRIV,SP,NO").await, ["SP", "PRIV"]);
    assert_eq!(keys("?ids=65538").await, ["SP"]);
    assert_eq!(keys("?ids=65538&keys=PRIV").await, Vec::<String>::new());
    assert_eq!(keys("?keys=NO").await, Vec::<String>::new());
    assert_eq!(confluence.get("/api/v2/spaces?ids=SP").await.0, 400);
    for (key, id, home, title) in
        [("SP", "65538", "65540", "Post-mortems Home"), ("PRIV", "65542", "65544", "Private incidents Home")]
    {
        let space = confluence.get(&format!("/api/v2/spaces?keys={key}")).await.1["results"][0].clone();
        assert_eq!((&space["id"], &space["homepageId"]), (&json!(id), &json!(home)));
        assert_eq!(space["_links"]["webui"], format!("/spaces/{key}"));
        let page = confluence.get(&format!("/api/v2/pages/{home}")).await.1;
        assert_eq!((&page["title"], &page["spaceId"]), (&json!(title), &json!(id)));
    }
    let dump = confluence.sandbox.dump()["confluence"].clone();
    assert_eq!(dump["spaces"], confluence.get("/api/v2/spaces").await.1["results"]);
    assert_eq!(dump["pages"], json!([]));
}

#[tokio::test]
async fn a_page_belongs_to_one_space_with_its_parent_and_its_title() {
    let confluence = Client::start().await;
    let in_space = |id: &str, title: &str, parent: Value| {
        let mut page = page(title, "");
        (page["spaceId"], page["parentId"]) = (json!(id), parent);
        page
    };
    let open = confluence.page("INC-1").await;
    let (status, private) = confluence.create(in_space("65542", "INC-1", json!(null))).await;
    assert_eq!((status, &private["parentId"], &private["spaceId"]), (200, &json!("65544"), &json!("65542")));
    let id = private["id"].as_str().unwrap();
    assert_eq!(private["_links"]["webui"], format!("/spaces/PRIV/pages/{id}/INC-1"));
    assert_eq!(confluence.create(in_space("65542", "inc-1", json!(null))).await.0, 400);
    assert_eq!(confluence.create(in_space("65542", "INC-1.1", json!(id))).await.0, 200);
    for parent in ["65540", open.as_str()] {
        let (status, refused) = confluence.create(in_space("65542", "INC-2", json!(parent))).await;
        assert_eq!(
            (status, title(&refused)),
            (400, format!("The parent with id {parent} is not in the space PRIV").as_str())
        );
    }
    let update = async |space: &str, title: &str, parent: Value| {
        let mut body = in_space(space, title, parent);
        (body["id"], body["version"]) = (json!(id), json!({"number": 2}));
        confluence.send(Method::PUT, &format!("/api/v2/pages/{id}"), body).await.0
    };
    assert_eq!(update("65538", "INC-1", json!(null)).await, 400);
    assert_eq!(update("1", "INC-1", json!(null)).await, 404);
    assert_eq!(update("65542", "INC-1", json!(open)).await, 400);
    assert_eq!(update("65542", "inc-1.1", json!(null)).await, 400);
    assert_eq!(update("65542", "Post-mortems Home", json!(null)).await, 200);

    let titles = async |query: &str| -> Vec<String> {
        let found = confluence.get(&format!("/api/v2/pages?{query}")).await.1;
        let pages = found["results"].as_array().unwrap().iter();
        pages.map(|page| page["title"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(titles("space-id=65538").await, ["Post-mortems Home", "INC-1"]);
    assert_eq!(titles("space-id=65542").await, ["Private incidents Home", "Post-mortems Home", "INC-1.1"]);
    assert_eq!(titles("space-id=65542&title=INC-1").await, Vec::<String>::new());
    assert_eq!(titles("space-id=65538,65542&title=Post-mortems%20Home").await.len(), 2);
    let pages = confluence.sandbox.dump()["confluence"]["pages"].clone();
    let spaces: Vec<&str> =
        pages.as_array().unwrap().iter().map(|page| page["space"].as_str().unwrap()).collect();
    assert_eq!(spaces, ["SP", "PRIV", "PRIV"]);
    assert!(pages[1]["url"].as_str().unwrap().contains("/wiki/spaces/PRIV/pages/"));
}

#[tokio::test]
async fn create_refuses_what_confluence_refuses_and_makes_nothing() {
    let confluence = Client::start().await;
    let not_found =
        json!({"errors": [{"status": 404, "code": "NOT_FOUND", "title": "Not Found", "detail": null}]});
    let mut elsewhere = page("x", "");
    elsewhere["spaceId"] = json!("1");
    assert_eq!(confluence.create(elsewhere.clone()).await, (404, not_found.clone()));
    elsewhere["spaceId"] = json!("SP");
    assert_eq!(confluence.create(elsewhere).await.0, 400);
    let mut orphan = page("x", "");
    orphan["parentId"] = json!("1");
    assert_eq!(confluence.create(orphan).await, (404, not_found));
    assert_eq!(confluence.create(page("", "")).await.0, 400);
    assert_eq!(confluence.create(page(&"x".repeat(256), "")).await.0, 400);
    let (status, refused) = confluence.create(page("x", "<p>one<br></p>")).await;
    assert_eq!(status, 400);
    assert_eq!(
        title(&refused),
        "Error parsing xhtml: Unexpected close tag </p>; expected </br>.\n at [row,col {unknown-source}]: [1,15]"
    );
    let mut document = page("x", "");
    document["body"] = json!({"representation": "atlas_doc_format", "value": "{\"type\":\"doc\"}"});
    let (status, refused) = confluence.create(document).await;
    assert_eq!(status, 400);
    assert!(title(&refused).starts_with("Error converting ADF to storage format"));
    assert_eq!(confluence.sandbox.dump()["confluence"]["pages"], json!([]));
    assert_eq!(confluence.get("/api/v2/pages/12").await.0, 404);
    assert_eq!(confluence.get("/api/v2/pages/x").await.1["errors"][0]["code"], "INVALID_REQUEST_PARAMETER");
}

#[tokio::test]
async fn a_title_is_taken_once_in_a_space() {
    let confluence = Client::start().await;
    confluence.page("INC-K7F3QD: Checkout is down").await;
    let (status, refused) = confluence.create(page("inc-k7f3qd: checkout is down", "")).await;
    assert_eq!((status, &refused["errors"][0]["code"]), (400, &json!("BAD_REQUEST")));
    assert_eq!(
        title(&refused),
        "A page with this title already exists: A page already exists with the same TITLE in this space"
    );
    let found =
        confluence.get("/api/v2/pages?title=INC-K7F3QD%3A%20Checkout%20is%20down&space-id=65538").await.1;
    assert_eq!(found["results"].as_array().unwrap().len(), 1);
    assert_eq!(confluence.get("/api/v2/pages?title=other").await.1["results"], json!([]));
}

#[tokio::test]
async fn a_page_is_updated_by_its_next_version_only() {
    let confluence = Client::start().await;
    let id = confluence.page("post-mortem").await;
    let path = format!("/api/v2/pages/{id}");
    let update = |version: u64, storage: &str| {
        let mut body = page("post-mortem", storage);
        body["id"] = json!(id);
        body["version"] = json!({"number": version, "message": "filled in"});
        body
    };
    for wrong in [1, 3] {
        let (status, refused) = confluence.send(Method::PUT, &path, update(wrong, "")).await;
        assert_eq!((status, &refused["errors"][0]["code"]), (409, &json!("CONFLICT")));
    }
    assert_eq!(confluence.send(Method::PUT, &path, page("post-mortem", "")).await.0, 400);
    assert_eq!(confluence.send(Method::PUT, &path, update(2, "<p>")).await.0, 400);
    let (status, updated) = confluence.send(Method::PUT, &path, update(2, "<p>new</p>")).await;
    assert_eq!((status, &updated["version"]["number"]), (200, &json!(2)));
    let read = confluence.get(&format!("{path}?body-format=storage")).await.1;
    assert_eq!(read["body"]["storage"]["value"], "<p>new</p>");
    let dump = confluence.sandbox.dump()["confluence"]["pages"][0].clone();
    assert_eq!((&dump["version"], &dump["body"]), (&json!(2), &json!("<p>new</p>")));
    let links = &read["_links"];
    assert_eq!(
        dump["url"],
        json!(format!("{}{}", links["base"].as_str().unwrap(), links["webui"].as_str().unwrap()))
    );
}

#[tokio::test]
async fn an_upload_needs_its_header_a_page_and_a_file() {
    let confluence = Client::start().await;
    let id = confluence.page("p").await;
    let path = format!("/rest/api/content/{id}/child/attachment");
    let form = || Form::new().part("file", Part::text("x").file_name("a.txt"));
    let blocked = confluence.request(Method::PUT, &path).multipart(form()).send().await.unwrap();
    assert_eq!(read(blocked).await, (403, json!("XSRF check failed")));
    let (status, refused) = confluence.upload(Method::PUT, "12", "a.txt", "x").await;
    assert_eq!((status, &refused["statusCode"]), (404, &json!(404)));
    let put = confluence.request(Method::PUT, &path).header("X-Atlassian-Token", "nocheck");
    let empty = put.multipart(Form::new().text("minorEdit", "true")).send().await.unwrap();
    assert_eq!(empty.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn put_makes_a_new_version_and_post_refuses_a_second_one() {
    let confluence = Client::start().await;
    let id = confluence.page("p").await;
    let (status, first) = confluence.upload(Method::POST, &id, "tran script.txt", "one").await;
    assert_eq!(status, 200);
    let (status, refused) = confluence.upload(Method::POST, &id, "tran script.txt", "two").await;
    assert_eq!(status, 400);
    assert!(refused["message"].as_str().unwrap().ends_with(
        "Cannot add a new attachment with same file name as an existing attachment: tran script.txt"
    ));
    let (status, second) = confluence.upload(Method::PUT, &id, "tran script.txt", "three").await;
    assert_eq!(status, 200);
    assert_eq!(first["results"][0]["id"], second["results"][0]["id"]);
    assert_eq!(second["results"][0]["version"]["number"], 2);

    let attachments = &confluence.sandbox.dump()["confluence"]["pages"][0]["attachments"];
    assert_eq!(attachments.as_array().unwrap().len(), 1);
    assert_eq!((&attachments[0]["content"], &attachments[0]["size"]), (&json!("three"), &json!(5)));
    let listed =
        confluence.get(&format!("/api/v2/pages/{id}/attachments?filename=tran%20script.txt")).await.1;
    assert_eq!(listed["results"][0]["fileSize"], 5);

    let link = listed["results"][0]["downloadLink"].as_str().unwrap();
    assert_eq!(confluence.get(link).await, (200, json!("three")));
    let old = format!("/download/attachments/{id}/tran%20script.txt?version=1");
    assert_eq!(confluence.get(&old).await, (200, json!("one")));
    let attachment = first["results"][0]["id"].as_str().unwrap();
    let followed = format!("/rest/api/content/{id}/child/attachment/{attachment}/download");
    assert_eq!(confluence.get(&followed).await, (200, json!("three")));
}

#[tokio::test]
async fn a_transcript_of_megabytes_is_taken_and_a_page_of_as_many_is_not() {
    let confluence = Client::start().await;
    let id = confluence.page("p").await;
    let megabytes = "x".repeat(6 << 20);
    assert_eq!(confluence.upload(Method::PUT, &id, "long.txt", &megabytes).await.0, 200);
    assert_eq!(confluence.create(page("long", &megabytes)).await.0, 413);
}

#[tokio::test]
async fn labels_are_added_once() {
    let confluence = Client::start().await;
    let id = confluence.page("p").await;
    let path = format!("/rest/api/content/{id}/label");
    let label = |name: &str| json!([{"prefix": "global", "name": name}]);
    assert_eq!(confluence.send(Method::POST, &path, label("two words")).await.0, 400);
    assert_eq!(confluence.send(Method::POST, &path, json!({"name": "x"})).await.0, 400);
    confluence.send(Method::POST, &path, label("Post-Mortem")).await;
    let (status, labels) = confluence.send(Method::POST, &path, label("post-mortem")).await;
    assert_eq!(
        (status, &labels["size"], &labels["results"][0]["name"]),
        (200, &json!(1), &json!("post-mortem"))
    );
}

#[tokio::test]
async fn lists_come_in_pages() {
    let confluence = Client::start().await;
    for name in ["a", "b", "c"] {
        confluence.page(name).await;
    }
    assert_eq!(confluence.get("/api/v2/pages?limit=0").await.0, 400);
    let pages = "/api/v2/pages?space-id=65538&limit=3&sort=-title";
    let response = confluence.request(Method::GET, pages).send().await.unwrap();
    assert!(response.headers()["link"].to_str().unwrap().contains("rel=\"next\""));
    let first = read(response).await.1;
    let next = first["_links"]["next"].as_str().unwrap().strip_prefix("/wiki").unwrap();
    let titles = |page: &Value| -> Vec<String> {
        page["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["title"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(titles(&first), ["Post-mortems Home", "c", "b"]);
    let last = confluence.get(next).await.1;
    assert_eq!(titles(&last), ["a"]);
    assert_eq!(last["_links"].get("next"), None);
}
