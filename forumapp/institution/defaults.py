"""What a new installation starts with: consent wordings and legal pages, to be made its own in the desk."""

from forumapp.core.translated import Translated
from forumapp.institution.rules import (
    NAME_ON_LIST,
    NEWS,
    PHOTOGRAPHS,
    PUBLICATION,
    TAKING_PART,
    TRANSFER,
)

CONSENT_WORDINGS = {
    TAKING_PART: Translated(
        {
            "en": "I want to take part in this forum. For this purpose the institution named in the privacy "
            "notice may keep and use what I enter here: my name, mail address, organization, position and "
            "country. I can withdraw at any time by cancelling my registration.",
            "zh": "本人自愿报名参加本次论坛，同意隐私声明中载明的主办机构为此目的收集、保存和使用本人填写的姓名、电子邮箱、单位、职务和国家（地区）。"
            "本人可随时取消报名以撤回同意。",
        }
    ),
    PHOTOGRAPHS: Translated(
        {
            "en": "Photographs and recordings of the forum in which I can be recognized may be published by the "
            "institution in its reports of the forum.",
            "zh": "本人同意主办机构在论坛报道中使用能够辨认出本人的现场照片和录音录像。",
        }
    ),
    NAME_ON_LIST: Translated(
        {
            "en": "My name, organization and position may stand on the list of participants that is handed out "
            "at the forum.",
            "zh": "本人同意将本人的姓名、单位和职务列入现场发放的参会人员名单。",
        }
    ),
    TRANSFER: Translated(
        {
            "en": "My name, organization, position and country may be passed on to the co-organizers of this "
            "forum, also where they are in another country than mine.",
            "zh": "本人同意主办机构将本人的姓名、单位、职务和国家（地区）提供给本次论坛的协办机构，包括位于本人所在国家（地区）以外的机构。",
        }
    ),
    NEWS: Translated(
        {
            "en": "The institution may write to me about its next forums. Every such mail says how to stop them.",
            "zh": "本人同意主办机构通过电子邮件告知后续论坛信息；每封邮件均载有退订方式。",
        }
    ),
    PUBLICATION: Translated(
        {
            "en": "My name, portrait, position, biography and my part in forums and delegations may be shown on "
            "the institution’s public pages, in its calendars and in its announcements. I can withdraw this at "
            "any time; the pages then no longer show me.",
            "zh": "本人同意主办机构在公开网页、日历和公告中展示本人的姓名、肖像、职务、简历以及参加论坛和代表团的情况。"
            "本人可随时撤回同意，撤回后相关页面不再展示本人信息。",
        }
    ),
}

PRIVACY_PAGE = Translated(
    {
        "en": """## Who is responsible

The institution named at the foot of every page runs this site and answers for the personal data on it. Write to the contact address given there.

## What we keep, for which purpose

- **Registrations.** Name, mail address, organization, position, country, language and your consents, so that you can take part: to confirm your place, to tell you of changes, to let you in. The ground is your consent; only “taking part” is required.
- **Speakers and members of delegations.** Name, position, portrait and biography, shown in public only with a recorded consent.
- **Readers of announcements.** Mail address, language and the themes that you chose, so that announcements come to you: only after you have confirmed it, until you end it by the link in every mail.
- **Accounts of our staff.** Name, mail address, role and a protected password, to know who may do what.
- **Records of changes and downloads.** Who changed what and who downloaded a list of attendees, to keep your data safe.
- **Network addresses.** For a short time, against floods and guessing.

There is no advertising, no tracking and no request to anybody else's server. One cookie holds your session and your choice of language.

## For how long

What you say of yourself when you register, the mails about it and invitations are erased a stated time after the forum: as a rule after 180 days, for some forums after 30 days at the earliest and three years at the latest. Answers about diet, access and interpretation are erased 14 days after the forum. Numbers stay: how many people came, from which countries. You can take along or erase your own data at any time by the link of your ticket. A form whose address nobody confirms is erased after two days, a request for announcements that nobody confirms after seven; whoever unsubscribes from announcements is erased at once. Consents and their withdrawal are kept as long as we may have to prove them. The network address from which a registration or a request for announcements came is erased within half an hour, attempts to sign in after a day, the sender of a message to our calendar address that concerns no registration after thirty days.

## Who else sees them

Co-organizers receive your data only with your consent. Mail passes through the mail service that delivers it. Nobody else.

## Your rights

You can see, change and cancel your registration by the link in its confirmation. You can ask us for a copy of your data, for their correction or erasure, and withdraw any consent at any time with effect for the future. You can complain to the data protection authority of your country.
""",
        "zh": """## 个人信息处理者

本网站由页脚载明的机构运营，并由其对本网站处理的个人信息负责。如需联系，请使用页脚提供的联系方式。

## 我们处理哪些信息、用于什么目的

- **报名信息。** 包括姓名、电子邮箱、单位、职务、国家（地区）、语言以及您的各项同意，用于确认席位、通知变更和现场入场。处理依据为您的同意，其中仅“参加论坛”一项为必选。
- **发言人和代表团成员信息。** 包括姓名、职务、肖像和简历，仅在留有本人同意记录的情况下公开展示。
- **公告订阅信息。** 包括电子邮箱、语言和所选主题，用于向您发送公告；仅在您确认后使用，您可随时通过每封邮件中的链接退订。
- **工作人员账号信息。** 包括姓名、电子邮箱、角色和经加密保护的密码，用于权限管理。
- **操作记录。** 记录何人修改了何内容、何人下载了参会人员名单，用于保护您的信息安全。
- **网络地址。** 仅短期保存，用于防范恶意访问和密码猜测。

本网站不投放广告，不跟踪访客，不向任何第三方服务器发送请求；仅使用一个 Cookie 保存登录状态和语言选择。

## 保存期限

您报名时填写的信息、相关邮件及邀请记录在论坛结束后保存一段时间即予删除：一般为180日，个别论坛最短30日、最长三年。有关饮食、无障碍和口译需求的填报内容在论坛结束14日后删除。仅保留参会人数、国家（地区）等统计数据。您可随时通过参会凭证链接下载或删除本人信息。提交后未确认邮箱的报名表，两日后清除；未确认的公告订阅，七日后清除；退订后即行删除。同意及撤回同意的记录在需要举证的期限内保存。提交报名或订阅时的网络地址在半小时内清除，登录尝试记录保存一日；发至日历答复地址但与任何报名无关的邮件，其发件人地址保存三十日。

## 向他人提供

仅在征得您同意后向协办机构提供。邮件须经由邮件服务商投递。除此之外不向任何人提供。

## 您的权利

您可以通过报名确认信中的链接查看、修改和取消报名。您有权要求查阅、复制、更正或删除您的个人信息，并可随时撤回同意，撤回不影响此前基于同意已进行的处理。您也可以向所在国家（地区）的个人信息保护主管部门投诉、举报。
""",
    }
)

ACCESSIBILITY_PAGE = Translated(
    {
        "en": """## What we aim at

This site is built to meet the Web Content Accessibility Guidelines 2.2 at level AA. Every page works with the keyboard alone, with a screen reader, enlarged to 400 %, in high contrast, and without scripts.

## At our forums

The page of a forum says what we know about access to it: how one enters without steps, whether there is a hearing loop, where it is quiet. Write to the contact address what you need: we arrange it where we can, and say so where we cannot.

## When something does not work

Write to the contact address with the page and what you wanted to do. We answer within five working days.
""",
        "zh": """## 我们的目标

本网站按照《Web 内容无障碍指南》（WCAG）2.2 版 AA 级标准建设。所有页面均可仅用键盘操作，支持读屏软件、放大至 400%、高对比度显示，并可在禁用脚本时使用。

## 论坛现场

论坛页面载有我们已掌握的无障碍信息，如无台阶入口、助听设备和安静空间。如有需要，请致信联系邮箱，我们将尽力安排；确有困难的，也会如实告知。

## 遇到问题

请将遇到问题的页面和您希望完成的操作发送至联系邮箱，我们将在五个工作日内答复。
""",
    }
)

CONTACT_PAGE = Translated(
    {
        "en": "Write to us or call: the address, the mail address and the telephone number stand below. For a "
        "question about a forum, name the forum; for a question about your registration, give its reference.",
        "zh": "欢迎来信来电，地址、电子邮箱和电话见下方。咨询论坛事宜，请注明论坛名称；咨询报名事宜，请提供报名编号。",
    }
)
